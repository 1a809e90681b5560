"""Dated editions of the site, beside each other on one branch: adding, listing and deleting them."""
