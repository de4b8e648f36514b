@echo off
rem The command line of ctibridge, with the Python that came with it.
"%~dp0python\python.exe" -I -X utf8 -m ctibridge %*
