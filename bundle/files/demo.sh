#!/bin/sh
cd "$(dirname "$0")/demo" && ../xushi.sh build
