package dev.interlock.server.graph;

import dev.interlock.server.graph.Drawing.Canvas;
import dev.interlock.server.graph.Part.Anchor;
import dev.interlock.server.graph.Part.Box;
import dev.interlock.server.graph.Part.Circle;
import dev.interlock.server.graph.Part.Line;
import dev.interlock.server.graph.Part.Point;
import dev.interlock.server.graph.Part.Span;
import dev.interlock.server.graph.Part.Text;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A conflict as a closed ring, for a wide page. The ring has fixed places: parties at the top, their calls on its sides, the objects at
 * the bottom. What hangs between, {@link RingMiddle} has placed by ELK.
 */
final class RingLayout {

    private static final double PARTY_Y = 58;
    private static final double FRAME_TOP = 128;
    private static final double FRAME_HEIGHT = 104;
    private static final double CALL_Y = 200;
    private static final double BADGE_Y = 268;
    static final double BAND = 292;
    private static final double WITH_PERSON = 190;
    private static final double WITHOUT_PERSON = 150;
    private static final double GAP = 38;

    private final Picture picture;
    private final Conflict ring;
    private final double width;
    private final Optional<Frame> first;
    private final Optional<Frame> second;
    private final boolean together;
    private final double left;
    private final double right;
    private final Canvas canvas = new Canvas();

    RingLayout(Picture picture, Conflict ring, double width) {
        this.picture = picture;
        this.ring = ring;
        this.width = width;
        first = ring.earlier().task().flatMap(picture::frame);
        second = ring.later().task().flatMap(picture::frame);
        together = first.isPresent() && first.equals(second);
        left = first.filter(Frame::openerIsPerson).isPresent() ? WITH_PERSON : WITHOUT_PERSON;
        right = width - (!together && second.filter(Frame::openerIsPerson).isPresent() ? WITH_PERSON : WITHOUT_PERSON);
    }

    Drawing drawing() {
        parties();
        bond();
        List<RingMiddle.Placed> inner = tasks();
        side(ring.earlier(), left, Anchor.END, 1);
        side(ring.later(), right, Anchor.START, 3);
        var middle = new RingMiddle(picture, ring, canvas, left, right, width);
        double bottom = middle.draw(inner);
        double line = bottom + RingMiddle.CARD / 2;
        canvas.wash(new Box(left, PARTY_Y, right - left, line - PARTY_Y, 14, "washdeny"));
        canvas.ring(
                new Line(
                        "e-clash",
                        new Point(left, PARTY_Y),
                        new Point(left, line),
                        new Point(right, line),
                        new Point(right, PARTY_Y)),
                new Line("e-same", new Point(left, PARTY_Y - 2.5), new Point(right, PARTY_Y - 2.5)),
                new Line("e-same", new Point(left, PARTY_Y + 2.5), new Point(right, PARTY_Y + 2.5)));
        return canvas.drawing(width, bottom + RingMiddle.CARD + 28, picture.title(), picture.description());
    }

    private void parties() {
        party(ring.earlier().call().agent(), left);
        party(ring.later().call().agent(), right);
        first.filter(Frame::openerIsPerson).ifPresent(frame -> person(frame.opener(), 56, left, true));
        if (!together) {
            second.filter(Frame::openerIsPerson).ifPresent(frame -> person(frame.opener(), width - 56, right, false));
        }
    }

    private void party(String name, double x) {
        canvas.node(
                Ref.party(name),
                "agent " + name,
                Marks.hexagon(x, PARTY_Y, "node-hot"),
                Marks.symbol(x, PARTY_Y, 16, "agent"),
                Marks.text(x, 31, Anchor.MIDDLE, "tb", Shown.middle(name, "tb", 160)));
    }

    private void person(String name, double x, double agent, boolean fromLeft) {
        canvas.node(
                Ref.party(name),
                "person " + name,
                new Circle(x, PARTY_Y, 17, "who"),
                Marks.symbol(x, PARTY_Y, 18, "person"),
                Marks.text(x, PARTY_Y + 35, Anchor.MIDDLE, "tb", Shown.middle(name, "tb", 104)));
        double from = fromLeft ? x + 18 : x - 18;
        double to = fromLeft ? agent - 21 : agent + 21;
        canvas.line(
                new Line("e-deleg", new Point(from, PARTY_Y), new Point(fromLeft ? to - 8 : to + 8, PARTY_Y)),
                fromLeft ? Marks.arrowRight(to, PARTY_Y) : Marks.arrowLeft(to, PARTY_Y));
        canvas.node(Marks.text((from + to) / 2, PARTY_Y - 8, Anchor.MIDDLE, "t2 t11", "instructs"));
    }

    /** The plate in the double line: the attribute in which the parties are one. */
    private void bond() {
        double room = right - left - 120;
        String why = Shown.middle(ring.bond(), "t2 t11", room - 64);
        double plate = Math.max(150, TextWidth.of(why, "t2 t11") + 64);
        double middle = (left + right) / 2;
        canvas.node(new Part.Group(
                Optional.empty(),
                "One party: " + ring.bond(),
                "",
                List.of(
                        new Box(middle - plate / 2, PARTY_Y - 19, plate, 38, 19, "node-hot"),
                        Marks.text(middle + 12, PARTY_Y - 2, Anchor.MIDDLE, "tb tdeny", "one party"),
                        Marks.text(middle + 12, PARTY_Y + 12, Anchor.MIDDLE, "t2 t11", why))));
        canvas.node(Marks.badge(middle - plate / 2 + 19, PARTY_Y, 4));
    }

    /** A side of the ring: the call on it, and its duty below. */
    private void side(Conflict.Side side, double x, Anchor anchor, int step) {
        double out = anchor == Anchor.END ? -1 : 1;
        double room = room(anchor == Anchor.END ? x : width - x);
        Call call = side.call();
        double y = anchor == Anchor.END ? CALL_Y : CALL_Y - 6;
        canvas.node(
                Ref.call(call.id()),
                Marks.label(call),
                Marks.symbol(x, CALL_Y, 22, call.verdict().symbol()),
                Marks.text(x + out * 20, y - 4, anchor, "tm tb" + call.verdict().ink(), call.id()),
                Marks.text(x + out * 20, y + 11, anchor, "t2 t11", Shown.middle(call.does(), "t2 t11", room)));
        canvas.node(
                Marks.badge(x, BADGE_Y, step),
                Marks.text(x + out * 16, BADGE_Y + 4, anchor, "tb", Shown.middle(side.duty(), "tb", room + 12)));
    }

    /** The room for words outside of the ring, beside one of its sides. */
    private static double room(double outside) {
        return outside - 34;
    }

    /** Frames with the calls that are drawn in them, but those on the ring. */
    private List<RingMiddle.Placed> tasks() {
        List<Call> after = between(first, ring.earlier().call(), ring.later().call());
        List<Call> before =
                together ? List.of() : between(second, null, ring.later().call());
        double slot = slot(after, before);
        double room = right - left - 100 - (together || second.isEmpty() ? 0 : GAP + 40);
        int places = Math.max(0, (int) (room / slot));
        List<Call> chosenAfter = choose(after, places);
        List<Call> chosenBefore = choose(before, Math.max(0, places - chosenAfter.size()));
        var placed = new ArrayList<RingMiddle.Placed>();
        Call earlier = ring.earlier().call();
        double label = Math.max(
                TextWidth.of(earlier.id(), "tm tb"),
                TextWidth.of(Shown.middle(earlier.does(), "t2 t11", room(left)), "t2 t11"));
        double start = left - Math.max(62, label + 32);
        double end = right - 40 - (second.isPresent() && !together ? GAP + chosenBefore.size() * slot : 0);
        if (together) {
            frame(first.get(), start, width - 12, left + 24, right - 24, hidden(first.get(), chosenAfter.size() + 2));
        } else {
            double firstEnd = Math.min(end, left + Math.max(190, 70 + chosenAfter.size() * slot));
            first.ifPresent(frame ->
                    frame(frame, start, firstEnd, left + 24, firstEnd - 12, hidden(frame, chosenAfter.size() + 1)));
            double secondStart = Math.max(firstEnd + GAP, right - 90 - chosenBefore.size() * slot);
            second.ifPresent(frame -> second(frame, secondStart, chosenBefore.size()));
            delegation(firstEnd, secondStart);
            double x = secondStart + 24;
            for (Call call : chosenBefore) {
                placed.add(inner(call, x, slot));
                x += slot;
            }
        }
        double x = left + 78;
        for (Call call : chosenAfter) {
            placed.add(inner(call, x, slot));
            x += slot;
        }
        return placed;
    }

    private void second(Frame frame, double start, int calls) {
        double inside = right - 14 - start - 12;
        double outside = width - 12 - right - 24;
        boolean in = inside > outside;
        frame(
                frame,
                start,
                width - 2,
                in ? start + 12 : right + 18,
                in ? right - 14 : width - 10,
                hidden(frame, calls + 1));
    }

    private static int hidden(Frame frame, int drawn) {
        return Math.max(0, frame.all() - drawn);
    }

    private void delegation(double firstEnd, double secondStart) {
        if (first.isEmpty() || second.isEmpty()) {
            return;
        }
        double y = FRAME_TOP + 16;
        if (under(second.get(), first.get())) {
            canvas.line(
                    new Line("e-deleg", new Point(firstEnd, y), new Point(secondStart - 9, y)),
                    Marks.arrowRight(secondStart - 1, y));
        } else if (under(first.get(), second.get())) {
            canvas.line(
                    new Line("e-deleg", new Point(secondStart, y), new Point(firstEnd + 9, y)),
                    Marks.arrowLeft(firstEnd + 1, y));
        }
    }

    /** Returns whether the task is part of the other one, directly or through tasks between. */
    private boolean under(Frame frame, Frame above) {
        Optional<String> parent = frame.parent();
        for (int depth = 0; parent.isPresent() && depth < Picture.MOST; depth++) {
            if (parent.get().equals(above.id())) {
                return true;
            }
            parent = parent.flatMap(picture::frame).flatMap(Frame::parent);
        }
        return false;
    }

    /** A frame; how many of its calls are not drawn stands at the end of its title, or at the right side of the ring. */
    private void frame(Frame frame, double from, double to, double textFrom, double textTo, int hidden) {
        canvas.ground(new Box(from, FRAME_TOP, to - from, FRAME_HEIGHT, 8, "frame"));
        boolean beside = to > right;
        String more = hidden == 1 ? "1 more call" : hidden + " more calls";
        if (!beside && textTo - textFrom < 200) {
            more = "+" + hidden;
        }
        double room = textTo - textFrom - (hidden == 0 || beside ? 0 : TextWidth.of(more, "t3 t11") + 16);
        canvas.node(
                Ref.task(frame.id()),
                FrameTitle.whole(frame),
                new Text(textFrom, FRAME_TOP + 21, Anchor.START, FrameTitle.spans(frame, room)));
        if (hidden > 0) {
            canvas.node(
                    beside
                            ? Marks.text(right + 20, FRAME_TOP + FRAME_HEIGHT - 7, "t3 t11", more)
                            : Marks.text(textTo, FRAME_TOP + 21, Anchor.END, "t3 t11", more));
        }
    }

    /** The calls of the frame between the two, without them; where the first one is in another task, from its beginning. */
    private static List<Call> between(Optional<Frame> frame, @Nullable Call from, Call to) {
        var calls = new ArrayList<Call>();
        boolean inside = from == null;
        for (Call call : frame.map(Frame::calls).orElse(List.of())) {
            if (Picture.number(call.id()) >= Picture.number(to.id())) {
                break;
            }
            if (inside) {
                calls.add(call);
            }
            inside |= from != null && call.id().equals(from.id());
        }
        return calls;
    }

    private static double slot(List<Call> some, List<Call> others) {
        var all = new ArrayList<>(some);
        all.addAll(others);
        double widest = all.stream()
                .mapToDouble(call ->
                        Math.max(TextWidth.of(call.id(), "tm t11"), TextWidth.of(Shown.whole(call.does()), "t3 t11")))
                .max()
                .orElse(0);
        return Math.clamp(widest + 36, 72, 110);
    }

    /** The calls that say most, in their order: those that touch what is on the ring or between, and the last ones. */
    private List<Call> choose(List<Call> calls, int most) {
        if (calls.size() <= most) {
            return calls;
        }
        var chosen = new ArrayList<Call>();
        for (Call call : calls.reversed()) {
            if (chosen.size() < most && touches(call)) {
                chosen.add(call);
            }
        }
        for (Call call : calls.reversed()) {
            if (chosen.size() < most && !chosen.contains(call)) {
                chosen.add(call);
            }
        }
        return calls.stream().filter(chosen::contains).toList();
    }

    private boolean touches(Call call) {
        return picture.edges().stream().anyMatch(edge -> edge.from().equals(Ref.call(call.id())));
    }

    private RingMiddle.Placed inner(Call call, double x, double slot) {
        canvas.node(
                Ref.call(call.id()),
                Marks.label(call),
                Marks.symbol(x, CALL_Y, 16, call.verdict().symbol()),
                Marks.text(
                        x + 12,
                        CALL_Y - 2,
                        "tm t11"
                                + (call.verdict().ink().isEmpty()
                                        ? " t2"
                                        : call.verdict().ink()),
                        call.id()),
                Marks.text(x + 12, CALL_Y + 11, "t3 t11", Shown.middle(call.does(), "t3 t11", slot - 30)));
        return new RingMiddle.Placed(call, new Point(x, CALL_Y + 8), FRAME_TOP + FRAME_HEIGHT + 4);
    }

    /** The title of a frame: its id, what it is for, and what was asked. */
    static final class FrameTitle {

        private FrameTitle() {}

        static String whole(Frame frame) {
            return frame.id() + " " + frame.intent() + (frame.opener().isEmpty() ? "" : ", for " + frame.opener())
                    + (frame.instruction().isEmpty() ? "" : ": " + frame.instruction());
        }

        static List<Span> spans(Frame frame, double room) {
            var spans = new ArrayList<Span>();
            spans.add(new Span(Shown.middle(frame.id(), "tm", room), "tm"));
            double rest = room - spans.getFirst().width() - 6;
            if (rest > 30 && !frame.intent().isEmpty()) {
                Span intent = new Span(Shown.middle(frame.intent(), "tb", rest), "tb", 6);
                spans.add(intent);
                rest -= intent.width();
            }
            String asked = (frame.opener().isEmpty() || !frame.openerIsPerson() ? "" : "for " + frame.opener())
                    + (frame.instruction().isEmpty()
                            ? ""
                            : (frame.openerIsPerson() ? ": " : "") + "“" + frame.instruction() + "”");
            if (rest > 90 && !asked.isEmpty()) {
                spans.add(new Span(Shown.end(asked, "t2", rest - 6), "t2", 6));
            }
            return spans;
        }
    }
}
