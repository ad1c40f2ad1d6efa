package dev.interlock.server.graph;

import dev.interlock.server.graph.Part.Anchor;
import dev.interlock.server.graph.Part.Point;
import dev.interlock.server.graph.Part.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The marks of the graph's grammar, each drawn in one way. */
final class Marks {

    /** The side of a card's cut corner. */
    private static final double CUT = 10;

    private Marks() {}

    static Part.Text text(double x, double y, Anchor anchor, String classes, String text) {
        return new Part.Text(x, y, anchor, List.of(new Span(text, classes)));
    }

    static Part.Text text(double x, double y, String classes, String text) {
        return text(x, y, Anchor.START, classes, text);
    }

    /** The hexagon of an agent. */
    static Part.Shape hexagon(double x, double y, String classes) {
        return new Part.Shape(
                List.of(
                        new Point(x, y - 19),
                        new Point(x + 16.5, y - 9.5),
                        new Point(x + 16.5, y + 9.5),
                        new Point(x, y + 19),
                        new Point(x - 16.5, y + 9.5),
                        new Point(x - 16.5, y - 9.5)),
                classes);
    }

    /** The card of an object. */
    static Part.Shape card(double x, double y, double width, double height, String classes) {
        return new Part.Shape(
                List.of(
                        new Point(x, y),
                        new Point(x + width - CUT, y),
                        new Point(x + width, y + CUT),
                        new Point(x + width, y + height),
                        new Point(x, y + height)),
                classes);
    }

    /** The symbol in the middle of a point. */
    static Part.Symbol symbol(double x, double y, double size, String id) {
        return new Part.Symbol(x - size / 2, y - size / 2, size, id);
    }

    /** The head of an arrow that points right; its tip is at the point. */
    static Part.Shape arrowRight(double x, double y) {
        return new Part.Shape(List.of(new Point(x - 9, y - 4.5), new Point(x, y), new Point(x - 9, y + 4.5)), "arrow");
    }

    /** The head of an arrow that points left. */
    static Part.Shape arrowLeft(double x, double y) {
        return new Part.Shape(List.of(new Point(x + 9, y - 4.5), new Point(x, y), new Point(x + 9, y + 4.5)), "arrow");
    }

    /** The head of an arrow that points down. */
    static Part.Shape arrowDown(double x, double y) {
        return new Part.Shape(List.of(new Point(x - 4.5, y - 8), new Point(x + 4.5, y - 8), new Point(x, y)), "arrow");
    }

    /** A line that goes down through the points, upright in each of them. */
    static Part.Curve falling(List<Point> points, String classes) {
        return curve(points, classes, (from, to) -> {
            double middle = (from.y() + to.y()) / 2;
            return List.of(new Point(from.x(), middle), new Point(to.x(), middle), to);
        });
    }

    /** A line that goes right through the points, level in each of them. */
    static Part.Curve crossing(List<Point> points, String classes) {
        return curve(points, classes, (from, to) -> {
            double middle = (from.x() + to.x()) / 2;
            return List.of(new Point(middle, from.y()), new Point(middle, to.y()), to);
        });
    }

    private static Part.Curve curve(List<Point> points, String classes, BiFunction<Point, Point, List<Point>> piece) {
        var curve = new ArrayList<Point>();
        curve.add(points.getFirst());
        for (int i = 1; i < points.size(); i++) {
            curve.addAll(piece.apply(points.get(i - 1), points.get(i)));
        }
        return new Part.Curve(curve, classes);
    }

    /** The card of an object with its name, and what is known of it below; in a corner of its own there may be a number. */
    static Part.Group object(Picture.Card card, Part.Box place, String classes, double inset) {
        return object(card, place, classes, inset, "");
    }

    /** @param state how it stands among others */
    static Part.Group object(Picture.Card card, Part.Box place, String classes, double inset, String state) {
        double room = place.width() - inset - 12;
        double middle = place.y() + place.height() / 2;
        var parts = new ArrayList<Part>();
        parts.add(card(place.x(), place.y(), place.width(), place.height(), classes));
        parts.add(text(
                place.x() + inset,
                card.about().isEmpty() ? middle + 4 : middle - 3,
                "tb",
                Shown.middle(card.name(), "tb", room)));
        if (!card.about().isEmpty()) {
            parts.add(text(place.x() + inset, middle + 13, "t2 t11", Shown.end(card.about(), "t2 t11", room)));
        }
        return new Part.Group(
                Optional.of(Ref.object(card.id())),
                card.id() + (card.about().isEmpty() ? "" : ": " + card.about()),
                state,
                parts);
    }

    /** The width that a card wants, within bounds. */
    static double wanted(Picture.Card card, double inset, double least, double most) {
        double text = Math.max(
                TextWidth.of(Shown.whole(card.name()), "tb"), TextWidth.of(Shown.whole(card.about()), "t2 t11"));
        return Math.clamp(text + inset + 14, Math.min(least, most), most);
    }

    /** What a call is, for those who point at it. */
    static String label(Picture.Call call) {
        return call.id() + ": " + call.tool() + ", " + call.verdict().words();
    }

    /** The red disc with the number of a step. */
    static Part.Group badge(double x, double y, int number) {
        return new Part.Group(
                Optional.empty(),
                "Step " + number,
                "",
                List.of(
                        new Part.Circle(x, y, 9, "badge"),
                        text(x, y + 4, Anchor.MIDDLE, "badge-t", String.valueOf(number))));
    }
}
