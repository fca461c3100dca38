@"%~dp0program\Scripts\xushi.exe" %*
