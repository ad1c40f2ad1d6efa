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
    private static final double BADGE_Y = 220;
    private static final double CARD_Y = 276;
    private static final double CARD = 60;
    private static final double HEIGHT = 360;

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
        List<String> bond = Shown.lines(ring.bond(), "t2", right - LEFT - 20, 2);
        for (int i = 0; i < bond.size(); i++) {
            canvas.node(Marks.text(middle, TOP + 36 + i * 15, Anchor.MIDDLE, "t2", bond.get(i)));
        }
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
        double room = middle - LEFT - 20;
        double y = step == 1 ? BADGE_Y : BADGE_Y + 24; // each duty has a line of its own
        Picture.Call call = side.call();
        canvas.node(
                Ref.call(call.id()),
                Marks.label(call),
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
                        "t2 t11",
                        Shown.end(call.verdict().words(), "t2 t11", room)));
        canvas.node(
                Marks.badge(x, y, step),
                Marks.text(
                        x + in * 16, y + 4, anchor, "t2 t11", Shown.middle(side.duty(), "t2 t11", right - LEFT - 34)));
    }

    private void object(double line) {
        double wide = right - LEFT - 28;
        double x = middle - wide / 2;
        String name = ring.between().isEmpty() ? "everything" : new Picture.Card(ring.between(), "").name();
        List<String> below = below();
        double y = line - below.size() * 8 + 4;
        var parts = new ArrayList<Part>();
        parts.add(Marks.card(x, CARD_Y, wide, CARD, "node-hot"));
        parts.add(Marks.text(x + 34, y, "tb", Shown.middle(name, "tb", wide - 46)));
        for (int i = 0; i < below.size(); i++) {
            parts.add(Marks.text(x + 34, y + 16 * (i + 1), "t2 t11", Shown.middle(below.get(i), "t2 t11", wide - 42)));
        }
        Optional<Ref> ref = ring.between().isEmpty() ? Optional.empty() : Optional.of(Ref.object(ring.between()));
        canvas.node(new Part.Group(ref, String.join("; ", name, String.join("; ", below)), "", parts));
        canvas.node(Marks.badge(x + 18, line, 2));
    }

    /** What is known of the object, and which other one hangs on it. */
    private List<String> below() {
        var below = new ArrayList<String>();
        picture.card(ring.between())
                .map(Picture.Card::about)
                .filter(about -> !about.isEmpty())
                .ifPresent(below::add);
        ring.objects().stream()
                .filter(id -> !id.equals(ring.between()))
                .reduce((first, second) -> second)
                .ifPresent(id -> below.add("with " + id));
        return below;
    }
}
