; The set-up program. Silent: setup.exe /S [/CONFIG=file] [/NOTAPI] [/D=folder]; uninstall.exe /S [/PURGE]
; Exit codes: 0 all done, 2 failed, 3 installed, but Windows did not take the TAPI service provider; nothing changed:
; 4 the MSI has installed ctibridge, 5 a newer version is installed.
; Configuration, state and logs are in ProgramData\ctibridge and outlive upgrades and removal.
Unicode true
Target amd64-unicode
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include x64.nsh

!define UPGRADE_CODE "{6A3B5D0E-52C1-4E0B-9B5D-2F4C7C1E8A90}" ; of the MSI
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\ctibridge"
Name "ctibridge ${VERSION}"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\ctibridge"
RequestExecutionLevel admin
!ifdef QUICK ; for trying: twice as big, made in a fraction of the time
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif
ShowInstDetails show
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "ctibridge"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Set-up of ctibridge"
VIAddVersionKey "LegalCopyright" "MIT licence"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"'
!endif

Page directory skipWhenInstalled
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Var Options
Var Option
Var Code
Var TapiCode
Var Installed ; folder of an installation that is there

!macro Run COMMAND ; without a window; what it says stands in the details
  nsExec::ExecToLog '${COMMAND}'
  Pop $Code
!macroend

!macro Prepare
  SetRegView 64
  SetShellVarContext all ; $APPDATA is ProgramData
  ${GetParameters} $Options
!macroend

!macro Refuse CODE TEXT
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

Function .onInit
  !insertmacro Prepare
  System::Call 'msi::MsiEnumRelatedProductsW(w "${UPGRADE_CODE}", i 0, i 0, w .r0) i .r1'
  ${If} $1 == 0 ; two installations would have one service
    !insertmacro Refuse 4 "ctibridge was installed by its MSI: bring it up to date by an MSI, or remove it first in Apps. \
      Configuration and state outlive that."
  ${EndIf}
  ReadRegStr $0 HKLM "${KEY}" "DisplayVersion"
  ${VersionCompare} "0$0" "${VERSION}" $1
  ${If} $1 == 1 ; the older gateway would not understand the newer one's state
    !insertmacro Refuse 5 "ctibridge $0 is installed, which is newer than ${VERSION}: remove it first in Apps. \
      Configuration and state outlive that."
  ${EndIf}
  ReadRegStr $Installed HKLM "${KEY}" "InstallLocation"
  ${If} $Installed != "" ; one installation, wherever it is
    StrCpy $INSTDIR $Installed
  ${EndIf}
FunctionEnd

Function skipWhenInstalled
  ${If} $Installed != ""
    Abort
  ${EndIf}
FunctionEnd

Function un.onInit
  !insertmacro Prepare
FunctionEnd

Section "ctibridge"
  SetOutPath "$INSTDIR"
  ${If} ${FileExists} "$INSTDIR\ctibridge-service.exe" ; an upgrade: what runs cannot be replaced
    !insertmacro Run '"$INSTDIR\ctibridge-service.exe" stop'
    RMDir /r "$INSTDIR\python" ; libraries of two versions do not mix
  ${EndIf}
  ClearErrors
  File /r "${STAGE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    DetailPrint "Not all files could be written."
    SetErrorLevel 2
    Abort
  ${EndIf}
  WriteRegStr HKLM "${KEY}" "DisplayName" "ctibridge"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "Publisher" "ctibridge"
  WriteRegStr HKLM "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1

  !insertmacro Run '"$INSTDIR\ctibridge-service.exe" install'
  ${If} $Code != 0
    DetailPrint "The service could not be installed ($Code)."
    SetErrorLevel 2
    Abort
  ${EndIf}

  StrCpy $TapiCode 0
  ClearErrors
  ${GetOptions} $Options "/NOTAPI" $Option
  ${If} ${Errors}
    !insertmacro Run '"$INSTDIR\tspinst.exe" add'
    StrCpy $TapiCode $Code
  ${EndIf}

  ClearErrors
  ${GetOptions} $Options "/CONFIG=" $Option
  ${IfNot} ${Errors}
  ${AndIfNot} ${FileExists} "$APPDATA\ctibridge\ctibridge.toml" ; the one that is there stays
    CopyFiles /SILENT "$Option" "$APPDATA\ctibridge\ctibridge.toml"
  ${EndIf}
  ${If} ${FileExists} "$APPDATA\ctibridge\ctibridge.toml"
    !insertmacro Run '"$INSTDIR\ctibridge-service.exe" start'
  ${Else}
    DetailPrint "Now write $APPDATA\ctibridge\ctibridge.toml and start the service."
  ${EndIf}
  ${If} $TapiCode != 0
    DetailPrint "Windows did not take the TAPI service provider ($TapiCode): see docs/howto/windows.md"
    SetErrorLevel 3
  ${EndIf}
SectionEnd

Section "Uninstall"
  !insertmacro Run '"$INSTDIR\tspinst.exe" remove'
  !insertmacro Run '"$INSTDIR\ctibridge-service.exe" uninstall'
  RMDir /r "$INSTDIR\python"
  RMDir /r "$INSTDIR\tapi"
  Delete "$INSTDIR\ctibridge-service.exe"
  Delete "$INSTDIR\tspinst.exe"
  Delete "$INSTDIR\ctibridge.cmd"
  Delete "$INSTDIR\ctibridge.example.toml"
  Delete "$INSTDIR\*.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; not with /r: somebody may have chosen a folder that has other things
  DeleteRegKey HKLM "${KEY}"
  ClearErrors
  ${GetOptions} $Options "/PURGE" $Option
  ${IfNot} ${Errors}
    RMDir /r "$APPDATA\ctibridge"
  ${EndIf}
SectionEnd
