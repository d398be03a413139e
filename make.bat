@echo off
rem The commands of the Makefile where there is no make. Needs Python 3.11 or newer: make.bat html
rem The first run makes .venv and installs what requirements.txt lists, by hash.
setlocal
cd /d "%~dp0"
if "%PYTHON%" == "" set PYTHON=py -3
set PYTHONUTF8=1
if "%1" == "" goto help
if "%1" == "test" goto test
if "%1" == "content" goto content
%PYTHON% tools\venv.py site || exit /b 1
.venv\Scripts\python.exe -m tools.build %*
exit /b %ERRORLEVEL%

:content
%PYTHON% tools\venv.py tests || exit /b 1
.venv\Scripts\python.exe tools\content.py
exit /b %ERRORLEVEL%

:test
%PYTHON% tools\venv.py tests || exit /b 1
.venv\Scripts\python.exe -m pytest -n auto --dist loadfile -m "not long"
exit /b %ERRORLEVEL%

:help
echo make.bat html     build the site into _build\html
echo make.bat NAME     any other format: pdf, epub, singlehtml, text and so on
echo make.bat content  check what the pages say
echo make.bat test     run the tests
exit /b 0
