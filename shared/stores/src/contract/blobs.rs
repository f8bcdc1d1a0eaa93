use super::each_blobs;
use crate::Blobs;
use std::io::{Read, Write};
use std::time::Duration;

fn put(blobs: &dyn Blobs, key: &str, content: &[u8]) {
    let mut writer = blobs.create(key, None).unwrap();
    writer.write_all(content).unwrap();
    let blob = writer.commit().unwrap();
    assert_eq!((blob.key.as_str(), blob.bytes), (key, content.len() as u64));
}

fn get(blobs: &dyn Blobs, key: &str) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    blobs.open(key).unwrap()?.read_to_end(&mut content).unwrap();
    Some(content)
}

fn keys(blobs: &dyn Blobs, prefix: &str) -> Vec<String> {
    let mut keys: Vec<String> = blobs.list(prefix).unwrap().into_iter().map(|blob| blob.key).collect();
    keys.sort();
    keys
}

#[test]
fn what_is_put_can_be_got_listed_and_removed() {
    each_blobs(None, |blobs| {
        let long = "k".repeat(512);
        for key in ["linux-a", "linux-b", "../x", "Linux-a", long.as_str()] {
            assert_eq!(get(blobs, key), None);
            put(blobs, key, key.as_bytes());
            assert_eq!(get(blobs, key).as_deref(), Some(key.as_bytes()));
        }
        assert_eq!(keys(blobs, "linux-"), ["linux-a", "linux-b"]);
        assert_eq!(keys(blobs, "").len(), 5);
        blobs.remove("linux-a").unwrap();
        blobs.remove("linux-a").unwrap();
        assert_eq!(keys(blobs, "linux-"), ["linux-b"]);
    });
}

#[test]
fn nobody_sees_a_blob_before_it_is_whole() {
    each_blobs(None, |blobs| {
        put(blobs, "a", b"old");
        let mut writer = blobs.create("a", None).unwrap();
        writer.write_all(b"half").unwrap();
        assert_eq!(get(blobs, "a").as_deref(), Some(&b"old"[..]));
        drop(writer);
        assert_eq!(get(blobs, "a").as_deref(), Some(&b"old"[..]));
        put(blobs, "a", b"new");
        assert_eq!(get(blobs, "a").as_deref(), Some(&b"new"[..]));
    });
}

#[test]
fn who_reads_reads_to_the_end() {
    each_blobs(None, |blobs| {
        put(blobs, "a", &[1; 100_000]);
        let mut reader = blobs.open("a").unwrap().unwrap();
        let mut first = [0; 10];
        reader.read_exact(&mut first).unwrap();
        put(blobs, "a", &[2; 10]);
        blobs.remove("a").unwrap();
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, vec![1; 99_990]);
    });
}

#[test]
fn many_write_one_key_and_one_of_them_wins() {
    each_blobs(None, |blobs| {
        std::thread::scope(|scope| {
            for number in 0..8_u8 {
                scope.spawn(move || put(blobs, "a", &[number; 10_000]));
            }
        });
        let content = get(blobs, "a").unwrap();
        assert_eq!(content.len(), 10_000);
        assert!(content.iter().all(|byte| *byte == content[0]));
    });
}

#[test]
fn the_newest_stays_even_if_it_alone_is_more_than_the_cap() {
    each_blobs(Some(250), |blobs| {
        put(blobs, "a", &[0; 100]);
        put(blobs, "b", &[0; 100]);
        assert_eq!(keys(blobs, ""), ["a", "b"]);
        put(blobs, "c", &[0; 1000]);
        assert_eq!(keys(blobs, ""), ["c"]);
    });
}

#[test]
fn what_need_not_be_kept_any_longer_is_said_until_it_is_removed() {
    each_blobs(None, |blobs| {
        let hour = Duration::from_secs(60 * 60);
        for (key, keep) in
            [("short", Some(hour)), ("long", Some(9 * hour)), ("good", None), ("renewed", Some(hour))]
        {
            blobs.create(key, keep).unwrap().commit().unwrap();
        }
        blobs.create("renewed", None).unwrap().commit().unwrap();
        let now = blobs.list("good").unwrap()[0].used;
        let over = |hours: u32| {
            let mut over = blobs.over(now.after(hours * hour)).unwrap();
            over.sort();
            over
        };
        assert_eq!(
            (over(0), over(2), over(10)),
            (vec![], vec!["short".into()], vec!["long".into(), "short".into()])
        );
        assert_eq!(keys(blobs, ""), ["good", "long", "renewed", "short"]);
        blobs.remove("short").unwrap();
        assert_eq!(over(10), ["long"]);
        put(blobs, "short", b"again");
        assert_eq!(over(10), ["long"]);
    });
}
