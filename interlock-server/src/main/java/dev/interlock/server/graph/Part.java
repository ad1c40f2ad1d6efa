package dev.interlock.server.graph;

import java.util.List;
import java.util.Optional;

/** A part of a drawing, in its place. Classes say how it looks; the sheet of whoever shows it has the rules. */
sealed interface Part {

    /** The state of a group whose thing came after what the picture is about. */
    String LATER = "dim";

    /** The state of the group that is chosen among steps. */
    String CHOSEN = "chosen";

    /** A rectangle with round corners. */
    record Box(double x, double y, double width, double height, double radius, String classes) implements Part {}

    record Circle(double x, double y, double radius, String classes) implements Part {}

    /** A closed shape of straight lines. */
    record Shape(List<Point> corners, String classes) implements Part {
        public Shape {
            corners = List.copyOf(corners);
        }
    }

    /** A line of straight pieces. */
    record Line(List<Point> points, String classes) implements Part {
        public Line {
            points = List.copyOf(points);
        }

        Line(String classes, Point... points) {
            this(List.of(points), classes);
        }
    }

    /** A smooth line: the start, and then two controls and an end for each piece. */
    record Curve(List<Point> points, String classes) implements Part {
        public Curve {
            points = List.copyOf(points);
        }
    }

    /** A symbol of the page's, by its id. */
    record Symbol(double x, double y, double size, String id) implements Part {}

    /** A line of text, whose baseline is at {@code y}. */
    record Text(double x, double y, Anchor anchor, List<Span> spans) implements Part {
        public Text {
            spans = List.copyOf(spans);
        }

        double width() {
            return spans.stream().mapToDouble(Span::width).sum();
        }
    }

    /** The end of a text that its {@code x} is. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /**
     * A piece of a text.
     *
     * @param gap the room before it
     */
    record Span(String text, String classes, double gap) {
        Span(String text, String classes) {
            this(text, classes, 0);
        }

        double width() {
            return gap + TextWidth.of(text, classes);
        }
    }

    /**
     * Parts that belong together and stand for one thing: a link where that has an address.
     *
     * @param label what it is, in words, for those who hear it and for those who point at it
     * @param state how it stands among others: the classes of its group; may be empty
     */
    record Group(Optional<Ref> ref, String label, String state, List<Part> parts) implements Part {
        public Group {
            parts = List.copyOf(parts);
        }
    }

    /** A whole drawing in its place within another one. */
    record Inset(double x, double y, Drawing drawing) implements Part {}

    record Point(double x, double y) {}
}
