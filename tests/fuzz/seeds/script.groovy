def counts = [:]
int total = 0
@Field String shout = 'hey'
def twice(text, int times = 2) { return text * times }
['one', 'two', 'three'].eachWithIndex { word, at ->
    counts[word] = word?.size() ?: 0
    total += counts[word] ** 2 % 7
}
while (total > 10) { total -= 3; if (total == 11) break }
switch (total) {
    case 1..5: println "few: ${total}"; break
    case ~/\d+/: println 'digits'; break
    default: println $/slashy $total/$
}
try {
    assert counts.findAll { k, v -> v > 3 }.collect { "${it.key}=${it.value}" }.join(',') == 'three=5'
    error "no ${twice('ha')}"
} catch (AbortException | RuntimeException e) {
    echo e.message.replaceAll(/a+/, 'o').toUpperCase()[0..2]
} finally {
    env.DONE = !total as String
}
timeout(time: 3) { (1..3).each { sh "echo $it" } }
return counts.sort { a, b -> b.value <=> a.value }.keySet() as List
