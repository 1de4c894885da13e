"""Peers and limits side by side in one run: `make bench` prints ratios, since machines differ."""
