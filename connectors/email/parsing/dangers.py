"""Files that may do harm when they are opened, told by name and by their first bytes."""

from __future__ import annotations

import re

PROGRAMS = frozenset(
    """
    ade adp app apk appx appxbundle bat chm cmd com cpl dll dmg drv exe gadget hta inf ins
    isp jar jnlp js jse ksh lib lnk mde msc msh msh1 msh2 mshxml msi msix msp mst ocx osd
    pif pkg ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 reg rpm deb scf scr sct
    settingcontent-ms sh shb shs sys url vb vbe vbs vbscript vxd workflow ws wsc wsf wsh xll
    xbap command desktop py pyc pyz pl rb application appref-ms csh bash bin run elf
    library-ms search-ms theme diagcab website webloc ace
    """.split()  # noqa: SIM905 - a list would be a page long
)
"""Programs, scripts, shortcuts and installers: what mail programs block, and a few more."""
MACROS = frozenset(
    """
    docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm xla xlm
    """.split()  # noqa: SIM905 - a list would be a page long
)
IMAGES_OF_DISKS = frozenset(
    """
    iso img vhd vhdx udf nrg wim
    """.split()  # noqa: SIM905 - a list would be a page long
)
PAGES = frozenset(
    """
    htm html xhtml shtml xht mht mhtml svg svgz xml xsl xslt
    """.split()  # noqa: SIM905 - a list would be a page long
)
HARMLESS_LOOKING = frozenset(
    """
    pdf doc docx xls xlsx ppt pptx txt jpg jpeg png gif csv rtf zip odt mp3 mp4
    """.split()  # noqa: SIM905 - a list would be a page long
)
OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_SPACED = re.compile(r"\s{3,}\.")


def warning(raw_name: str, name: str, content_type: str, content: bytes) -> str:
    """Why a file may do harm, in a sentence; empty if nothing says so.

    ``raw_name`` is the name before characters were taken out of it.
    """
    ending = _ending(name)
    rest = name[: -len(ending) - 1] if ending else name
    if OVERRIDES.search(raw_name):
        return "Its name hides what kind of file it is: characters in it reverse the writing."
    if ending in PROGRAMS:
        if _ending(rest.rstrip()) in HARMLESS_LOOKING or _SPACED.search(name):
            return f"It looks like another file but is a program (.{ending})."
        return f"It is a program or script (.{ending}) that can do harm when it is opened."
    if (content[:2] == b"MZ" and b"PE\0\0" in content[:2048]) or content[:4] == b"\x7fELF":
        return "It is a program, whatever its name says, and can do harm when it is opened."
    if content[:4] in (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe") or content[:2] == b"#!":
        return "It is a program or script, whatever its name says."
    if content[:2] == b"MZ" and ending not in HARMLESS_LOOKING | {"txt", "eml"}:
        return "It is a program, whatever its name says, and can do harm when it is opened."
    if content[:20] == b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F":
        return "It is a shortcut, which can start a program."
    if ending in MACROS or "macroenabled" in content_type:
        return "It is an Office file with macros, which are programs."
    if content[:4] == b"PK\x03\x04" and b"vbaProject.bin" in content[:2_000_000]:
        return "It is an Office file with macros, which are programs."
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" and _ole_macros(content[:2_000_000]):
        return "It is an Office file with macros, which are programs."
    if ending in IMAGES_OF_DISKS:
        return f"It is the image of a disk (.{ending}), which can hide programs."
    if ending in PAGES or content_type in ("text/html", "image/svg+xml", "application/xhtml+xml"):
        return "It is a page that can run scripts in a browser or imitate a sign-in."
    return ""


def _ending(name: str) -> str:
    """What stands behind the last dot; Windows ignores dots and spaces at the end."""
    _, dot, ending = name.rstrip(". ").rpartition(".")
    return ending.strip().lower() if dot else ""


def _ole_macros(content: bytes) -> bool:
    """Whether an old Office file has a VBA project (its directory's name is in UTF-16)."""
    return any(mark.encode("utf-16-le") in content for mark in ("_VBA_PROJECT", "VBA\0"))
