package dev.interlock.server.graph;

import dev.interlock.server.graph.Part.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks through a drawing for what lies on something else: texts on texts, nodes, lines or the borders of frames; nodes on nodes; thin lines
 * through nodes; and whatever leaves the drawing. What is wholly inside of a node belongs to it.
 */
final class Overlaps {

    private static final double SLACK = 0.5;

    /** Lines that no text may lie on. */
    private static final Set<String> RAILS =
            Set.of("e-clash", "e-same", "e-clash-thin", "e-deleg", "e-use", "track", "track-live", "wait", "now");

    private record Area(double x, double y, double right, double bottom, String name) {
        boolean meets(Area other) {
            return x + SLACK < other.right
                    && other.x + SLACK < right
                    && y + SLACK < other.bottom
                    && other.y + SLACK < bottom;
        }

        boolean holds(Area other) {
            return x <= other.x + SLACK
                    && y <= other.y + SLACK
                    && right + SLACK >= other.right
                    && bottom + SLACK >= other.bottom;
        }

        boolean holds(Point point) {
            return point.x() > x + 1 && point.x() < right - 1 && point.y() > y + 1 && point.y() < bottom - 1;
        }
    }

    private final List<Area> texts = new ArrayList<>();
    private final List<Area> nodes = new ArrayList<>();
    private final List<Area> plates = new ArrayList<>();
    private final List<Area> frames = new ArrayList<>();
    private final List<Area> rails = new ArrayList<>();
    private final List<Part.Curve> curves = new ArrayList<>();
    private final List<String> found = new ArrayList<>();

    private Overlaps() {}

    /** Everything that lies on something else, in words; none in a drawing that is as it should be. */
    static List<String> of(Drawing drawing) {
        var overlaps = new Overlaps();
        drawing.parts().forEach(overlaps::take);
        overlaps.look(new Area(0, 0, drawing.width(), drawing.height(), "the drawing"));
        return overlaps.found;
    }

    private void take(Part part) {
        switch (part) {
            case Part.Group group -> group.parts().forEach(this::take);
            case Part.Text text -> text(text);
            case Part.Symbol s -> nodes.add(new Area(s.x(), s.y(), s.x() + s.size(), s.y() + s.size(), s.id()));
            case Part.Circle c ->
                nodes.add(new Area(
                        c.x() - c.radius(), c.y() - c.radius(), c.x() + c.radius(), c.y() + c.radius(), c.classes()));
            case Part.Box box -> {
                var area = new Area(box.x(), box.y(), box.x() + box.width(), box.y() + box.height(), box.classes());
                switch (box.classes()) {
                    case "node", "node-hot" -> nodes.add(area);
                    case "surf" -> plates.add(area);
                    case "frame" -> frames.add(area);
                    default -> {}
                }
            }
            case Part.Shape shape -> {
                if (shape.classes().startsWith("node")) {
                    nodes.add(around(shape.corners(), shape.classes()));
                }
            }
            case Part.Line line -> {
                if (RAILS.contains(line.classes())) {
                    for (int i = 1; i < line.points().size(); i++) {
                        rails.add(around(line.points().subList(i - 1, i + 1), line.classes()));
                    }
                }
            }
            case Part.Curve curve -> curves.add(curve);
            case Part.Inset inset -> found.addAll(of(inset.drawing()));
        }
    }

    private void text(Part.Text text) {
        double size = text.spans().stream()
                .mapToDouble(span -> TextWidth.size(span.classes()))
                .max()
                .orElse(0);
        text.spans().stream()
                .filter(span -> TextWidth.size(span.classes()) < 11)
                .forEach(span -> found.add("too small to be read: " + span.text()));
        double width = text.width();
        double x = switch (text.anchor()) {
            case START -> text.x();
            case MIDDLE -> text.x() - width / 2;
            case END -> text.x() - width;
        };
        String words =
                String.join(" ", text.spans().stream().map(Part.Span::text).toList());
        texts.add(new Area(x, text.y() - size * 0.75, x + width, text.y() + size * 0.2, "`" + words + "`"));
    }

    private static Area around(List<Point> points, String name) {
        double x = points.stream().mapToDouble(Point::x).min().orElse(0);
        double y = points.stream().mapToDouble(Point::y).min().orElse(0);
        double right = points.stream().mapToDouble(Point::x).max().orElse(0);
        double bottom = points.stream().mapToDouble(Point::y).max().orElse(0);
        return new Area(x - 1, y - 1, right + 1, bottom + 1, name);
    }

    private void look(Area whole) {
        for (int i = 0; i < texts.size(); i++) {
            Area text = texts.get(i);
            for (Area other : texts.subList(i + 1, texts.size())) {
                check(!text.meets(other), text, other);
            }
            boolean lies = nodes.stream().anyMatch(node -> node.holds(text))
                    || plates.stream().anyMatch(p -> p.holds(text));
            nodes.forEach(node -> check(!node.meets(text) || node.holds(text), text, node));
            frames.forEach(frame -> check(!frame.meets(text) || frame.holds(text), text, frame));
            rails.forEach(rail -> check(lies || !rail.meets(text), text, rail));
            check(whole.holds(text), text, whole);
            if (!lies) {
                curves.forEach(curve ->
                        check(points(curve).stream().noneMatch(text::holds), text, new Area(0, 0, 0, 0, "a line")));
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            Area node = nodes.get(i);
            check(whole.holds(node), node, whole);
            for (Area other : nodes.subList(i + 1, nodes.size())) {
                check(!node.meets(other) || node.holds(other) || other.holds(node), node, other);
            }
            curves.forEach(curve ->
                    check(points(curve).stream().noneMatch(node::holds), node, new Area(0, 0, 0, 0, "a line")));
        }
    }

    private void check(boolean fine, Area one, Area other) {
        if (!fine) {
            found.add(one.name() + " at " + Math.round(one.x()) + "," + Math.round(one.y()) + " lies on " + other.name()
                    + " at " + Math.round(other.x()) + "," + Math.round(other.y()));
        }
    }

    /** Points of the curve, close to each other. */
    private static List<Point> points(Part.Curve curve) {
        var points = new ArrayList<Point>();
        for (int i = 0; i + 3 < curve.points().size(); i += 3) {
            for (int step = 0; step <= 24; step++) {
                double t = step / 24.0;
                double u = 1 - t;
                double[] weights = {u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t};
                double x = 0;
                double y = 0;
                for (int k = 0; k < 4; k++) {
                    x += weights[k] * curve.points().get(i + k).x();
                    y += weights[k] * curve.points().get(i + k).y();
                }
                points.add(new Point(x, y));
            }
        }
        return points;
    }
}
