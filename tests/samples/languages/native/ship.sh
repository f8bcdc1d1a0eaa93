#!/bin/sh
echo "shipped $TARGET to $CHANNEL"
