; Set-up for 64-bit Windows, built on Linux: makensis -DFILES=folder -DOUT=file -DVERSION=x.y.z setup.nsi
; FILES holds what scripts/windows-installer puts together. /S installs and removes without asking.
Unicode true
Target amd64-unicode
Name "ctibridge"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\ctibridge"
RequestExecutionLevel admin
ShowInstDetails show
!define DATA "$COMMONPROGRAMDATA\ctibridge"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\ctibridge"
; Signing: !finalize 'sign-command "%1"' and !uninstfinalize, by who has a certificate (docs/howto/windows.md).
!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif
Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Var Result

Section
  SetShellVarContext all
  SetRegView 64
  ; What runs holds its files: the service stops first. An old installation's own program knows how.
  IfFileExists "$INSTDIR\ctibridge-service.exe" 0 +2
    nsExec::ExecToLog '"$INSTDIR\ctibridge-service.exe" remove'
  nsExec::ExecToLog 'net stop TapiSrv /y'

  SetOutPath "$INSTDIR"
  File /r "${FILES}\program\*"
  SetOutPath "$SYSDIR"
  File "${FILES}\x64\ctibridge.tsp"

  ; Configuration is the administrator's: an upgrade leaves it as it is.
  CreateDirectory "$APPDATA\ctibridge\log"
  IfFileExists "$APPDATA\ctibridge\ctibridge.toml" +3 0
    SetOutPath "$APPDATA\ctibridge"
    File "${FILES}\data\ctibridge.toml"
  IfFileExists "$INSTDIR\service.ini" configured 0
    ; Windows takes one pair of quotes away from a value that begins and ends with them.
    WriteINIStr "$INSTDIR\service.ini" service command '""$INSTDIR\python\python.exe" -m ctibridge serve -c "$APPDATA\ctibridge\ctibridge.toml""'
    WriteINIStr "$INSTDIR\service.ini" service folder "$APPDATA\ctibridge"
    WriteINIStr "$INSTDIR\service.ini" service log "$APPDATA\ctibridge\log\service.log"
  configured:

  nsExec::ExecToLog '"$INSTDIR\tspinst.exe" token "$APPDATA\ctibridge\tapi.token"'
  Pop $Result
  StrCmp $Result 0 +2
    SetErrorLevel 3
  nsExec::ExecToLog '"$INSTDIR\tspinst.exe" repair ctibridge.tsp'
  Pop $Result
  StrCmp $Result 0 +3
    DetailPrint "The provider could not be registered; later: tspinst repair ctibridge.tsp"
    SetErrorLevel 4
  nsExec::ExecToLog '"$INSTDIR\ctibridge-service.exe" install'
  nsExec::ExecToLog 'net start ctibridge'

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKLM "${UNINSTALL}" DisplayName "ctibridge"
  WriteRegStr HKLM "${UNINSTALL}" DisplayVersion "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegStr HKLM "${UNINSTALL}" InstallLocation "$INSTDIR"
SectionEnd

; The configuration and the state stay: the next installation finds them.
Section un.
  SetShellVarContext all
  SetRegView 64
  nsExec::ExecToLog '"$INSTDIR\ctibridge-service.exe" remove'
  nsExec::ExecToLog '"$INSTDIR\tspinst.exe" remove ctibridge.tsp'
  nsExec::ExecToLog 'net stop TapiSrv /y'
  Delete /REBOOTOK "$SYSDIR\ctibridge.tsp"
  RMDir /r "$INSTDIR\python"
  Delete "$INSTDIR\ctibridge-service.exe"
  Delete "$INSTDIR\tspinst.exe"
  Delete "$INSTDIR\service.ini"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKLM "${UNINSTALL}"
SectionEnd
