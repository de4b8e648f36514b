@echo off
rem The command line of ctibridge, with the Python that came with it; about the gateway that is the service.
setlocal
if not defined CTIBRIDGE_CONFIG set "CTIBRIDGE_CONFIG=%ProgramData%\ctibridge\ctibridge.toml"
"%~dp0python\python.exe" -I -X utf8 -m ctibridge %*
