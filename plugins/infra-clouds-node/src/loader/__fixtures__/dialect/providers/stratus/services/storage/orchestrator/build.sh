#!/bin/sh
# Beside the services, as published trees have it; nothing of a tree is ever run.
touch /tmp/bailiwick-ran-a-program-of-a-tree
