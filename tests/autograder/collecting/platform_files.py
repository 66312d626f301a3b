"""What the four platforms hand out, made small, in the form that their documentation and published code describe."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

NAME = "a02_convolution"

CANVAS_ROSTER = """Student,ID,SIS User ID,SIS Login ID,Section,a02_convolution (4711),Current Score
,,,,,Manual Posting,
    Points Possible,,,,,20,(read only)
"Ångström, Anna",501,S1,anna,Group A,,
"Ober, jr., Ben",502,S2,ben@uni.example,Group B,,
"Null, Zoe",503,S3,zoe,Group B,,
"Student, Test",599,,0a1b,Group A,,
"""
WORKSHEET = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\r\n"
    "Participant 31,Anna Ångström,1001,anna@uni.example,Submitted for grading,,20.00,Yes,"
    '"Thursday, 1 October 2026, 11:59 PM",-,\r\n'
    "Participant 32,Ben Ober,,ben@uni.example,Submitted for grading,,20.00,Yes,"
    '"Friday, 2 October 2026, 12:05 AM",-,\r\n'
    "Participant 33,Zoe Null,1003,zoe@uni.example,No submission,,20.00,Yes,-,-,\r\n"
)
GERMAN_WORKSHEET = (
    'ID,"Vollständiger Name",ID-Nummer,E-Mail-Adresse,Status,Bewertung,Bestwertung,"Bewertung kann geändert werden",'
    '"Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)","Feedback als Kommentar"\r\n'
    'Teilnehmer/in31,"Anna Ångström",1001,anna@uni.example,"Zur Bewertung abgegeben",,"20,00",Ja,'
    '"Donnerstag, 1. Oktober 2026, 23:59",-,\r\n'
    'Teilnehmer/in32,"Ben Ober",,ben@uni.example,"Zur Bewertung abgegeben",,"20,00",Nein,'
    '"Freitag, 2. Oktober 2026, 00:05",-,\r\n'
    'Teilnehmer/in33,"Zoe Null",1003,zoe@uni.example,"Keine Abgabe",,"20,00",Ja,-,-,\r\n'
)
GRADESCOPE = """---
submission_901:
  :submitters:
  - :name: Anna Ångström
    :sid: '1001'
    :email: anna@uni.example
  :created_at: 2026-10-01 21:59:30.382313000 Z
  :score: 3.0
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
submission_902:
  :submitters:
  - :name: Ben Ober
    :sid: '1002'
    :email: ben@uni.example
  - :name: Li Wei
    :sid: '1004'
    :email: li@uni.example
  :created_at: 2026-10-01 22:05:00.000000000 Z
"""
GRADESCOPE_ROSTER = """First Name,Last Name,SID,Email,Role,Sections
Anna,Ångström,1001,anna@uni.example,Student,
Ben,Ober,1002,ben@uni.example,Student,
Li,Wei,1004,li@uni.example,Student,
Zoe,Null,1003,zoe@uni.example,Student,
Tea,Ay,9000,ta@uni.example,TA,
"""
CLASSROOM_GRADES = """assignment_name,assignment_url,starter_code_url,github_username,roster_identifier,\
student_repository_name,student_repository_url,submission_timestamp,points_awarded,points_available
Convolution,https://x,https://x,anna-hub,anna@uni.example,convolution-anna-hub,https://x,2026-10-01 21:59:30 UTC,0,20
Convolution,https://x,https://x,benhub,ben@uni.example,convolution-benhub,https://x,2026-10-01 22:05:00 UTC,0,20
Convolution,https://x,https://x,zoehub,zoe@uni.example,convolution-zoehub,https://x,,0,20
"""


def packed(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write ``files`` into an archive at ``path``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def canvas(path: Path, anna: bytes, ben: bytes) -> Path:
    """Anna in time, Ben late and for the second time."""
    names = (f"angstromanna_501_9001_{NAME}.ipynb", f"oberjrben_LATE_502_9002_{NAME}-1.ipynb")
    return packed(path, dict(zip(names, (anna, ben), strict=True)))


def moodle(path: Path, anna: bytes, ben: bytes, folders: bool = True) -> Path:
    """In folders, or in one heap."""
    between = "_/" if folders else "_"
    who = ("Anna Ångström_31_assignsubmission_file", "Ben Ober_32_assignsubmission_file")
    return packed(path, {f"{one}{between}{NAME}.ipynb": data for one, data in zip(who, (anna, ben), strict=True)})


def gradescope(path: Path, anna: bytes, ben: bytes) -> Path:
    """Anna, and Ben with Li as a group."""
    root = "assignment_77_export"
    return packed(
        path,
        {
            f"{root}/submission_metadata.yml": GRADESCOPE.encode(),
            f"{root}/submission_901/{NAME}.ipynb": anna,
            f"{root}/submission_902/{NAME}.ipynb": ben,
        },
    )


def classroom(path: Path, anna: bytes, ben: bytes) -> Path:
    """Cloned repositories; Zoe's has no notebook in it."""
    for user, data in (("anna-hub", anna), ("benhub", ben), ("zoehub", None)):
        repository = path / f"convolution-{user}"
        (repository / ".git").mkdir(parents=True)
        (repository / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        if data is not None:
            (repository / "homework").mkdir()
            (repository / "homework" / f"{NAME}.ipynb").write_bytes(data)
    return path
