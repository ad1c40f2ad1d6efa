package dev.interlock.server.graph;

import dev.interlock.server.graph.Drawing.Canvas;
import dev.interlock.server.graph.Part.Anchor;
import dev.interlock.server.graph.Part.Box;
import dev.interlock.server.graph.Part.Line;
import dev.interlock.server.graph.Part.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A conflict as a ring for a phone: the two parties, their calls, and the object between them. */
final class SmallRing {

    private static final double LEFT = 66;
    private static final double TOP = 60;
    private static final double CALL_Y = 170;
    private static final double BADGE_Y = 232;
    private static final double CARD_Y = 276;
    private static final double CARD = 48;
    private static final double HEIGHT = 348;

    private final Picture picture;
    private final Conflict ring;
    private final double width;
    private final double right;
    private final double middle;
    private final Canvas canvas = new Canvas();

    SmallRing(Picture picture, Conflict ring, double width) {
        this.picture = picture;
        this.ring = ring;
        this.width = width;
        right = width - LEFT;
        middle = width / 2;
    }

    Drawing drawing() {
        double line = CARD_Y + CARD / 2;
        canvas.wash(new Box(LEFT, TOP, right - LEFT, line - TOP, 14, "washdeny"));
        canvas.ring(
                new Line(
                        "e-clash",
                        new Point(LEFT, TOP),
                        new Point(LEFT, line),
                        new Point(right, line),
                        new Point(right, TOP)),
                new Line("e-same", new Point(LEFT, TOP - 2.5), new Point(right, TOP - 2.5)),
                new Line("e-same", new Point(LEFT, TOP + 2.5), new Point(right, TOP + 2.5)));
        party(ring.earlier().call().agent(), LEFT);
        party(ring.later().call().agent(), right);
        canvas.node(
                new Box(middle - 58, TOP - 15, 116, 30, 15, "node-hot"),
                Marks.text(middle + 13, TOP + 4, Anchor.MIDDLE, "tb tdeny", "one party"));
        canvas.node(Marks.badge(middle - 41, TOP, 4));
        double room = right - LEFT - 20;
        canvas.node(Marks.text(middle, TOP + 36, Anchor.MIDDLE, "t2", Shown.middle(ring.bond(), "t2", room)));
        side(ring.earlier(), LEFT, Anchor.START, 1);
        side(ring.later(), right, Anchor.END, 3);
        object(line);
        return canvas.drawing(width, HEIGHT, picture.title(), picture.description());
    }

    private void party(String name, double x) {
        canvas.node(
                Ref.party(name),
                "agent " + name,
                Marks.hexagon(x, TOP, "node-hot"),
                Marks.symbol(x, TOP, 16, "agent"),
                Marks.text(x, TOP - 28, Anchor.MIDDLE, "tb", Shown.middle(name, "tb", 2 * LEFT - 8)));
    }

    /** A call within the ring, with its duty at the number of its step. */
    private void side(Conflict.Side side, double x, Anchor anchor, int step) {
        double in = anchor == Anchor.START ? 1 : -1;
        double room = middle - LEFT - 24;
        Picture.Call call = side.call();
        canvas.node(
                Ref.call(call.id()),
                call.id() + ": " + call.tool() + ", " + call.verdict().words(),
                Marks.symbol(x, CALL_Y, 22, call.verdict().symbol()),
                Marks.text(
                        x + in * 18,
                        CALL_Y - 4,
                        anchor,
                        "tm tb" + call.verdict().ink(),
                        call.id()),
                Marks.text(
                        x + in * 18,
                        CALL_Y + 12,
                        anchor,
                        "t2",
                        Shown.end(call.verdict().words(), "t2", room)));
        canvas.node(
                Marks.badge(x, BADGE_Y, step),
                Marks.text(x + in * 16, BADGE_Y + 4, anchor, "t2 t11", Shown.middle(side.duty(), "t2 t11", room)));
    }

    private void object(double line) {
        double wide = right - LEFT - 44;
        double x = middle - wide / 2;
        String name = ring.between().isEmpty() ? "everything" : RingMiddle.name(new Picture.Card(ring.between(), ""));
        String about = picture.card(ring.between()).map(Picture.Card::about).orElse("");
        Optional<String> other =
                ring.objects().stream().filter(id -> !id.equals(ring.between())).reduce((first, second) -> second);
        String below = other.map(id -> about.isEmpty() ? "of " + id : about + ", of " + id)
                .orElse(about);
        var parts = new ArrayList<Part>(List.of(
                Marks.card(x, CARD_Y, wide, CARD, "node-hot"),
                Marks.text(x + 34, below.isEmpty() ? line + 4 : line - 3, "tb", Shown.middle(name, "tb", wide - 46))));
        if (!below.isEmpty()) {
            parts.add(Marks.text(x + 34, line + 13, "t2 t11", Shown.middle(below, "t2 t11", wide - 42)));
        }
        String label = (name + " " + below).strip();
        canvas.node(
                ring.between().isEmpty()
                        ? new Part.Group(Optional.empty(), label, "", parts)
                        : new Part.Group(Optional.of(Ref.object(ring.between())), label, "", parts));
        canvas.node(Marks.badge(x + 18, line, 2));
    }
}
