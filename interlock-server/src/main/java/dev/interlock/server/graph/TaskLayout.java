package dev.interlock.server.graph;

import dev.interlock.server.graph.Drawing.Canvas;
import dev.interlock.server.graph.Part.Anchor;
import dev.interlock.server.graph.Part.Box;
import dev.interlock.server.graph.Part.Line;
import dev.interlock.server.graph.Part.Point;
import dev.interlock.server.graph.Part.Span;
import dev.interlock.server.graph.Part.Text;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.Card;
import dev.interlock.server.graph.Picture.Edge;
import dev.interlock.server.graph.Picture.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.elk.core.options.PortSide;

/**
 * Tasks one below the other, each under the one that it is part of, and at their right the objects that their calls touched, which ELK
 * places. On a phone the objects stand in the frames, in words.
 */
final class TaskLayout {

    private static final double HEAD = 52;
    private static final double ROW = 36;
    private static final double LINE = 18;
    private static final double STEP = 28;
    private static final int DEEPEST = 4;
    private static final double BETWEEN = 20;
    private static final double CARD = 40;
    private static final double MARGIN = 2;

    /** The share of the width that tasks have beside objects. */
    private static final double WIDE = 0.58;

    /** The width of tasks beside objects that belong to others. */
    private static final double NARROW = 286;

    private static final String TASKS = "the tasks";

    private final Picture picture;
    private final Selection selection;
    private final double width;
    private final boolean small;
    private double frames;
    private final Canvas canvas = new Canvas();
    private final Map<String, Point> corners = new LinkedHashMap<>();

    TaskLayout(Picture picture, double width) {
        this.picture = picture;
        this.width = width;
        selection = Selection.of(picture);
        small = width < 600;
        frames = small || selection.cards().isEmpty() ? width - 2 * MARGIN : width * WIDE;
    }

    Drawing drawing() {
        double bottom = small || selection.cards().isEmpty() ? stack() : place();
        selection.frames().forEach(this::frame);
        selection.frames().forEach(this::delegation);
        String more = more();
        if (!more.isEmpty()) {
            canvas.node(Marks.text(MARGIN, bottom + 22, "t3 t11", more));
            bottom += 26;
        }
        return canvas.drawing(width, bottom + 4, picture.title(), picture.description());
    }

    private String more() {
        var parts = new ArrayList<String>();
        if (selection.moreTasks() > 0) {
            parts.add(selection.moreTasks() + (selection.moreTasks() == 1 ? " more task" : " more tasks"));
        }
        if (selection.moreObjects() > 0 && !small) {
            parts.add(selection.moreObjects() + (selection.moreObjects() == 1 ? " more object" : " more objects"));
        }
        return parts.isEmpty() ? "" : "And " + String.join(" and ", parts) + ".";
    }

    private double stack() {
        double y = MARGIN;
        for (Frame frame : selection.frames()) {
            corners.put(frame.id(), new Point(MARGIN, y));
            y += height(frame) + BETWEEN;
        }
        return y - BETWEEN + MARGIN;
    }

    /**
     * Lets ELK place the objects beside the tasks. Where those that belong to others do not fit beside them, tasks get narrower; where that is
     * not enough, it is left out what belongs to what.
     */
    private double place() {
        Layers.Places places = beside(true);
        if (places.width() > width - 2 * MARGIN) {
            frames = NARROW;
            places = beside(true);
            double left = width - 2 * MARGIN - places.width();
            if (left > 0) {
                frames += left;
                places = beside(true);
            }
        }
        if (places.width() > width - 2 * MARGIN) {
            frames = width * WIDE;
            places = beside(false);
        }
        Point tasks = places.corner(TASKS);
        corners.replaceAll((id, corner) -> new Point(corner.x() + tasks.x(), corner.y() + tasks.y()));
        for (Card card : selection.cards()) {
            Point corner = places.corner(card.id());
            var place = new Box(corner.x() + MARGIN, corner.y() + MARGIN, wide(card), CARD, 0, "");
            canvas.node(Marks.object(card, place, "node", 14, isUntouched(card) ? Part.LATER : ""));
        }
        for (Layers.Route route : places.routes()) {
            canvas.line(Marks.crossing(
                    route.points().stream()
                            .map(point -> new Point(point.x() + MARGIN, point.y() + MARGIN))
                            .toList(),
                    route.tag()));
        }
        return places.height() + 2 * MARGIN;
    }

    /** Returns whether no call up to what the picture is about touched the object. */
    private boolean isUntouched(Card card) {
        return picture.edges().stream()
                .filter(edge ->
                        edge.kind() == Edge.Kind.TOUCHES && edge.to().id().equals(card.id()))
                .allMatch(edge -> picture.isLater(edge.from().id()));
    }

    private static double wide(Card card) {
        return Marks.wanted(card, 14, 96, 152);
    }

    /** Places objects beside the tasks, which are one box with a port for each task. */
    private Layers.Places beside(boolean belonging) {
        Layers layers = Layers.right(28);
        layers.first(TASKS, frames, stack() - 2 * MARGIN);
        selection
                .frames()
                .forEach(frame -> layers.port(
                        TASKS, task(frame), PortSide.EAST, frames, corner(frame).y() - MARGIN + height(frame) / 2));
        selection.cards().forEach(card -> layers.box(card.id(), wide(card), CARD));
        for (Frame frame : selection.frames()) {
            touched(frame).stream().filter(layers::has).forEach(object -> layers.line(task(frame), object, "e-use"));
        }
        for (Edge edge : picture.edges()) {
            boolean both = layers.has(edge.from().id()) && layers.has(edge.to().id());
            if (belonging
                    && both
                    && edge.kind() == Edge.Kind.BELONGS_TO
                    && !edge.from().equals(edge.to())) {
                layers.line(edge.from().id(), edge.to().id(), "e-of");
            }
        }
        return layers.place();
    }

    /** The name of a task's port: with a blank in it, no object has it. */
    private static String task(Frame frame) {
        return "task " + frame.id();
    }

    /** The objects that calls of the frame touched, each once. */
    private Set<String> touched(Frame frame) {
        var objects = new LinkedHashSet<String>();
        for (Call call : frame.calls()) {
            for (Edge edge : picture.edges()) {
                if (edge.kind() == Edge.Kind.TOUCHES && edge.from().equals(Ref.call(call.id()))) {
                    objects.add(edge.to().id());
                }
            }
        }
        return objects;
    }

    private double indent(Frame frame) {
        int depth = 0;
        var parent = frame.parent().flatMap(picture::frame);
        while (parent.isPresent() && depth < DEEPEST) {
            depth++;
            parent = parent.get().parent().flatMap(picture::frame);
        }
        return depth * (small ? STEP / 2 : STEP);
    }

    private double slot(Frame frame) {
        double widest = frame.calls().stream()
                .mapToDouble(call ->
                        Math.max(TextWidth.of(call.id(), "tm t11"), TextWidth.of(Shown.whole(call.does()), "t3 t11")))
                .max()
                .orElse(0);
        return Math.clamp(widest + 38, 74, 112);
    }

    private int columns(Frame frame) {
        return Math.max(1, (int) ((frames - indent(frame) - 28) / slot(frame)));
    }

    private double height(Frame frame) {
        int rows = (frame.calls().size() + columns(frame) - 1) / columns(frame);
        return HEAD + rows * ROW + below(frame).size() * LINE + 4;
    }

    private void frame(Frame frame) {
        Point corner = corner(frame);
        double x = corner.x() + indent(frame);
        double y = corner.y();
        double wide = frames - indent(frame);
        canvas.ground(new Box(x, y, wide, height(frame), 8, "frame"));
        String more = hidden(frame);
        double room = wide - 44 - (more.isEmpty() ? 0 : TextWidth.of(more, "t3 t11") + 16);
        canvas.node(new Part.Symbol(x + 12, y + 9, 16, "agent"));
        canvas.node(
                Ref.task(frame.id()),
                RingLayout.FrameTitle.whole(frame),
                picture.isLater(frame.id()),
                List.of(new Text(x + 34, y + 21, Anchor.START, title(frame, room))));
        if (!more.isEmpty()) {
            canvas.node(Marks.text(x + wide - 12, y + 21, Anchor.END, "t3 t11", more));
        }
        canvas.node(Marks.text(x + 34, y + 38, "t3 t11", Shown.end(asked(frame), "t3 t11", wide - 46)));
        calls(frame, x, y);
        double line = y + height(frame) - 9;
        for (String words : below(frame).reversed()) {
            canvas.node(Marks.text(x + 14, line, "t2 t11", Shown.end(words, "t2 t11", wide - 28)));
            line -= LINE;
        }
    }

    /** What stands below the calls: the credentials that were lent for them, and on a phone the objects. */
    private List<String> below(Frame frame) {
        var below = new ArrayList<String>();
        if (!frame.credentials().isEmpty()) {
            below.add("with the credential" + (frame.credentials().size() == 1 ? " " : "s ")
                    + String.join(", ", frame.credentials()));
        }
        if (small && !touched(frame).isEmpty()) {
            below.add("touched " + String.join(", ", touched(frame)));
        }
        return below;
    }

    private Point corner(Frame frame) {
        return corners.getOrDefault(frame.id(), new Point(MARGIN, MARGIN));
    }

    private String hidden(Frame frame) {
        int hidden =
                selection.calls().getOrDefault(frame.id(), 0) - frame.calls().size();
        return hidden == 0 ? "" : hidden == 1 ? "1 more call" : hidden + " more calls";
    }

    private static List<Span> title(Frame frame, double room) {
        var spans = new ArrayList<Span>();
        String id = Shown.middle(frame.id(), "tm", room);
        double rest = room - TextWidth.of(id, "tm") - 8;
        if (rest > 40) {
            spans.add(new Span(Shown.middle(frame.agent(), "tb", rest), "tb"));
            rest -= spans.getFirst().width();
        }
        spans.add(new Span(id, "tm", spans.isEmpty() ? 0 : 8));
        if (rest > 50 && !frame.intent().isEmpty()) {
            spans.add(new Span(Shown.middle(frame.intent(), "t2", rest - 6), "t2", 6));
        }
        return spans;
    }

    private static String asked(Frame frame) {
        String whom = frame.opener().isEmpty() ? "" : (frame.openerIsPerson() ? "for " : "by ") + frame.opener();
        String what = frame.instruction().isEmpty() ? "" : "“" + frame.instruction() + "”";
        String asked = whom + (whom.isEmpty() || what.isEmpty() ? "" : ": ") + what;
        return asked.isEmpty() ? "no instruction" : asked;
    }

    private void calls(Frame frame, double x, double y) {
        double slot = slot(frame);
        int columns = columns(frame);
        for (int i = 0; i < frame.calls().size(); i++) {
            Call call = frame.calls().get(i);
            double cx = x + 22 + i % columns * slot;
            double cy = y + HEAD + 14 + i / columns * ROW;
            boolean chosen = picture.chosen().filter(call.id()::equals).isPresent();
            if (chosen) {
                canvas.node(new Box(cx - 14, cy - 14, 28, 28, 7, "node"));
            }
            var parts = List.<Part>of(
                    Marks.symbol(cx, cy, 16, call.verdict().symbol()),
                    Marks.text(
                            cx + (chosen ? 18 : 12),
                            cy - 2,
                            "tm t11"
                                    + (call.verdict().ink().isEmpty()
                                            ? " t2"
                                            : call.verdict().ink()),
                            call.id()),
                    Marks.text(
                            cx + (chosen ? 18 : 12),
                            cy + 11,
                            "t3 t11",
                            Shown.middle(call.does(), "t3 t11", slot - 36)));
            canvas.node(Ref.call(call.id()), Marks.label(call), picture.isLater(call.id()), parts);
        }
    }

    /** The arrow from the task that it is part of. */
    private void delegation(Frame frame) {
        selection.frame(frame.parent().orElse("")).ifPresent(parent -> {
            double deeper = indent(frame) - indent(parent);
            if (deeper <= 0) {
                return; // too deep to be drawn: it stands in words
            }
            double x = corner(parent).x() + indent(parent) + deeper / 2 - 4;
            double y = corner(frame).y() + 20;
            double to = corner(frame).x() + indent(frame);
            canvas.line(
                    new Line(
                            "e-deleg",
                            new Point(x, corner(parent).y() + height(parent)),
                            new Point(x, y),
                            new Point(to - 8, y)),
                    Marks.arrowRight(to, y));
        });
    }
}
