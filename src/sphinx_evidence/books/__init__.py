"""What is read away from the site: the printed book, the leaflet, the e-book, the book for TeX."""
