"""Posters drawn by the demo itself: the same drawing each time, no font, no file from elsewhere.

A drawing is a function of a `Canvas`; `draw` names it and gives a PNG.
"""

import io
import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

PAPER = "#fbf7f4"
SAND = "#eadfd6"
INK = "#1b1216"
RED = "#a60f1a"
CORAL = "#d9483f"
VIOLET = "#5a2a82"
LILAC = "#b79ad0"
TEAL = "#0e5a63"
SEA = "#7fb7bd"
GOLD = "#e3b04b"

OVERSIZE = 2
"""Drawn larger and scaled down: Pillow's shapes have no smooth edges of their own."""

Point = tuple[float, float]


class Canvas:
    """A sheet of `width` × `height` pixels, measured in pixels of the finished picture."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * OVERSIZE, height * OVERSIZE), ground)
        self._draw = ImageDraw.Draw(self._image)

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        (x, y), r = centre, radius
        self._draw.ellipse(_scaled([(x - r, y - r), (x + r, y + r)]), fill=fill)

    def ring(self, centre: Point, radius: float, stroke: str, width: float) -> None:
        (x, y), r = centre, radius
        box = _scaled([(x - r, y - r), (x + r, y + r)])
        self._draw.ellipse(box, outline=stroke, width=round(width * OVERSIZE))

    def box(self, corner: Point, size: Point, fill: str, rounded: float = 0) -> None:
        far = (corner[0] + size[0], corner[1] + size[1])
        box = _scaled([corner, far])
        self._draw.rounded_rectangle(box, radius=rounded * OVERSIZE, fill=fill)

    def shape(self, points: Sequence[Point], fill: str) -> None:
        self._draw.polygon(_scaled(points), fill=fill)

    def line(self, points: Sequence[Point], stroke: str, width: float) -> None:
        wide = round(width * OVERSIZE)
        self._draw.line(_scaled(points), fill=stroke, width=wide, joint="curve")
        for end in (points[0], points[-1]):
            self.disc(end, width / 2, stroke)

    def png(self) -> bytes:
        out = io.BytesIO()
        self._image.reduce(OVERSIZE).save(out, "PNG")
        return out.getvalue()


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(x * OVERSIZE, y * OVERSIZE) for x, y in points]


def _on_circle(centre: Point, radius: float, degrees: float) -> Point:
    angle = math.radians(degrees)
    return (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))


def sunrise(sheet: Canvas) -> None:
    centre = (800.0, 760.0)
    for step in range(0, 180, 12):
        fan = [_on_circle(centre, 1300, 180 + step + turn) for turn in (0, 6)]
        sheet.shape([centre, *fan], CORAL)
    sheet.disc(centre, 340, PAPER)
    sheet.disc(centre, 290, GOLD)
    sheet.box((0, 760), (1600, 140), VIOLET)
    sheet.box((0, 760), (1600, 16), PAPER)


def crowd(sheet: Canvas) -> None:
    dice = random.Random(18)
    coats = (RED, VIOLET, TEAL, INK, CORAL, LILAC)
    for row in range(5):
        y = 330 + row * 130
        for column in range(-1, 14):
            x = column * 125 + (row % 2) * 62 + dice.uniform(-12, 12)
            top = y + dice.uniform(-26, 26)
            coat = coats[dice.randrange(len(coats))]
            sheet.box((x - 58, top + 40), (116, 500), coat, rounded=58)
            sheet.disc((x, top), 44, SAND if coat != LILAC else GOLD)
    sheet.line([(1180, 420), (1180, 90)], INK, 12)
    sheet.shape([(1186, 90), (1460, 130), (1186, 230)], RED)


def hemicycle(sheet: Canvas) -> None:
    centre = (800.0, 800.0)
    for row in range(6):
        radius = 230 + row * 92
        seats = 9 + row * 4
        for seat in range(seats):
            angle = 180 + 180 * (seat + 0.5) / seats
            red = seat < seats * (0.28 + 0.03 * row)
            colour = RED if red else (LILAC if (seat + row) % 3 else VIOLET)
            sheet.disc(_on_circle(centre, radius, angle), 30, colour)
    sheet.box((690, 700), (220, 100), INK, rounded=12)
    sheet.box((0, 800), (1600, 100), VIOLET)


def waves(sheet: Canvas) -> None:
    for index, radius in enumerate(range(760, 120, -80)):
        sheet.disc((430, 450), radius, (SEA, TEAL)[index % 2])
    sheet.disc((430, 450), 132, PAPER)
    sheet.box((382, 330), (96, 190), RED, rounded=48)
    sheet.line([(430, 520), (430, 580)], RED, 16)
    heights = (60, 140, 260, 180, 340, 240, 120, 300, 200, 90, 160, 60)
    for index, height in enumerate(heights):
        sheet.box((860 + index * 56, 450 - height / 2), (28, height), PAPER, rounded=14)


def branches(sheet: Canvas) -> None:
    trunk = [(0.0, 640.0), (420.0, 640.0), (640.0, 520.0)]
    sheet.line([(0, 690), (520, 690), (900, 780), (1600, 780)], SEA, 34)
    sheet.line([*trunk, (900, 300), (1600, 300)], RED, 64)
    sheet.line([*trunk, (900, 480), (1600, 480)], PAPER, 34)
    sheet.line([*trunk, (820, 240), (1160, 110), (1600, 110)], GOLD, 34)
    for stop in ((420, 640), (900, 300), (1180, 300), (1160, 110), (1180, 480), (900, 780)):
        sheet.disc(stop, 44, PAPER)
        sheet.disc(stop, 26, INK)


def papers(sheet: Canvas) -> None:
    for index, colour in enumerate((TEAL, LILAC, RED)):
        x = 240 + index * 120
        sheet.shape([(x, 190 + index * 20), (x + 520, 130), (x + 600, 800), (x + 70, 850)], colour)
    cover = [(660.0, 150.0), (1230.0, 100.0), (1310.0, 800.0), (740.0, 850.0)]
    sheet.shape(cover, PAPER)
    sheet.shape([(694, 190), (1200, 146), (1212, 262), (708, 306)], RED)
    sheet.disc((975, 490), 150, VIOLET)
    sheet.shape([(790, 620), (1240, 580), (1252, 690), (803, 730)], SAND)
    for index in range(3):
        y = 740 + index * 26
        sheet.line([(815, y), (1200 - index * 90, y - 34 + index * 8)], INK, 8)


def network(sheet: Canvas) -> None:
    dice = random.Random(2020)
    hub = (800.0, 450.0)
    nodes = []
    for n in range(16):
        x, y = _on_circle((0, 0), dice.uniform(0.72, 1.0), n * 22.5 + dice.uniform(-7, 7))
        nodes.append((hub[0] + 690 * x, hub[1] + 380 * y))
    for index, node in enumerate(nodes):
        sheet.line([hub, node], LILAC, 6 if index % 3 else 14)
    for index, node in enumerate(nodes):
        sheet.disc(node, 26 + (index % 4) * 12, (RED, PAPER, SEA, GOLD)[index % 4])
    sheet.disc(hub, 150, PAPER)
    sheet.disc(hub, 120, RED)
    for radius in (90, 60):
        sheet.ring(hub, radius, PAPER, 10)
    sheet.disc(hub, 26, PAPER)


def fields(sheet: Canvas) -> None:
    sheet.disc((1230, 260), 150, RED)
    for index, colour in enumerate((SEA, TEAL, LILAC, VIOLET, INK)):
        base = 470 + index * 95
        hill = [
            (x, base - 90 * math.sin(x / (300 + 60 * index) + index * 1.7))
            for x in range(0, 1620, 20)
        ]
        sheet.shape([*hill, (1600, 900), (0, 900)], colour)
    for index in range(7):
        x = 110 + index * 62
        sheet.line([(x, 560 - index * 8), (x, 440 - index * 6)], INK, 8)
        sheet.disc((x, 430 - index * 6), 34, TEAL)


def speech(sheet: Canvas) -> None:
    sheet.box((150, 130), (860, 430), RED, rounded=60)
    sheet.shape([(300, 540), (470, 540), (270, 720)], RED)
    sheet.box((760, 360), (690, 330), VIOLET, rounded=60)
    sheet.shape([(1180, 670), (1330, 670), (1370, 820)], VIOLET)
    for index, length in enumerate((620, 540, 420)):
        sheet.line([(250, 240 + index * 90), (250 + length, 240 + index * 90)], PAPER, 26)
    for index in range(3):
        sheet.disc((960 + index * 145, 525), 44, GOLD)


def ladder(sheet: Canvas) -> None:
    """Steps of several heights beside a ramp: everybody gets up there."""
    for index, colour in enumerate((LILAC, VIOLET, TEAL, SEA)):
        sheet.box((120 + index * 150, 760 - index * 150), (160, 900), colour)
    sheet.shape([(720, 900), (1600, 900), (1600, 860), (1480, 860), (720, 310)], RED)
    sheet.line([(640, 210), (640, 310)], INK, 90)
    sheet.disc((640, 90), 52, INK)
    sheet.ring((1110, 500), 84, INK, 20)
    sheet.line([(1070, 300), (1100, 430), (1190, 440), (1230, 530)], INK, 34)
    sheet.disc((1062, 235), 50, INK)
    sheet.disc((1380, 170), 90, GOLD)


def windows(sheet: Canvas) -> None:
    dice = random.Random(24)
    for block in range(6):
        x, height = 60 + block * 255, (520, 700, 430, 620, 760, 500)[block]
        colour = (VIOLET, TEAL, INK, RED, VIOLET, TEAL)[block]
        sheet.box((x, 900 - height), (225, height), colour)
        for row in range(height // 95):
            for column in range(3):
                lit = dice.random() < 0.45
                corner = (x + 28 + column * 64, 925 - height + row * 95)
                sheet.box(corner, (42, 58), GOLD if lit else SAND)


def megaphone(sheet: Canvas) -> None:
    sheet.shape([(330, 390), (900, 150), (900, 750), (330, 520)], RED)
    sheet.box((230, 380), (130, 150), INK, rounded=30)
    sheet.shape([(420, 540), (560, 600), (610, 800), (480, 800)], INK)
    sheet.box((884, 130), (44, 640), INK, rounded=22)
    for index, colour in enumerate((VIOLET, TEAL, GOLD)):
        radius = 300 + index * 130
        arc = [_on_circle((900, 450), radius, degrees) for degrees in range(-34, 35, 2)]
        sheet.line(arc, colour, 40)


def _face(sheet: Canvas, coat: str, hair: str, skin: str) -> None:
    sheet.disc((450, 1040), 400, coat)
    sheet.disc((450, 400), 236, hair)
    sheet.disc((450, 430), 196, skin)
    sheet.box((385, 560), (130, 150), skin, rounded=50)


def portrait_red(sheet: Canvas) -> None:
    _face(sheet, RED, INK, "#d8a17c")
    sheet.shape([(262, 400), (300, 230), (450, 170), (620, 240), (640, 400), (480, 300)], INK)


def portrait_violet(sheet: Canvas) -> None:
    sheet.box((214, 380), (472, 420), VIOLET, rounded=120)
    _face(sheet, TEAL, VIOLET, "#8d5a3c")
    sheet.disc((450, 190), 90, VIOLET)


def portrait_teal(sheet: Canvas) -> None:
    _face(sheet, INK, GOLD, "#efc8a6")
    for x in (374, 526):
        sheet.ring((x, 440), 58, INK, 12)
    sheet.line([(432, 440), (468, 440)], INK, 12)


Drawing = Callable[[Canvas], None]
WIDE = (1600, 900)
SQUARE = (900, 900)

DRAWINGS: dict[str, tuple[Drawing, tuple[int, int], str]] = {
    "sunrise": (sunrise, WIDE, RED),
    "crowd": (crowd, WIDE, PAPER),
    "hemicycle": (hemicycle, WIDE, PAPER),
    "waves": (waves, WIDE, VIOLET),
    "branches": (branches, WIDE, TEAL),
    "papers": (papers, WIDE, GOLD),
    "network": (network, WIDE, VIOLET),
    "fields": (fields, WIDE, PAPER),
    "speech": (speech, WIDE, SAND),
    "ladder": (ladder, WIDE, PAPER),
    "windows": (windows, WIDE, CORAL),
    "megaphone": (megaphone, WIDE, PAPER),
    "portrait_red": (portrait_red, SQUARE, SAND),
    "portrait_violet": (portrait_violet, SQUARE, LILAC),
    "portrait_teal": (portrait_teal, SQUARE, SEA),
}
"""Each drawing, the pixels of its sheet and the colour of its ground."""


def draw(name: str) -> bytes:
    """One of DRAWINGS as a PNG file, equal each time. Raises KeyError for another name."""
    drawing, size, ground = DRAWINGS[name]
    sheet = Canvas(*size, ground)
    drawing(sheet)
    return sheet.png()
