package dev.interlock.server.graph;

import dev.interlock.server.graph.Part.Point;
import dev.interlock.server.graph.Part.Span;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Drawings as SVG. In a page the looks come from its style sheet by classes, and the symbols from its sprite, as a strict policy of content
 * allows no style inside; a file brings both with it. Every text is escaped here, and here alone.
 */
public final class SvgRenderer {

    private final Links links;
    private final StringBuilder out = new StringBuilder(8_192);

    private SvgRenderer(Links links) {
        this.links = links;
    }

    /**
     * Renders the drawing as an element of a page.
     *
     * @param id what the ids of its title and description begin with: one page may have several pictures
     */
    public static String page(Drawing drawing, Links links, String id) {
        var renderer = new SvgRenderer(links);
        renderer.out.append("<svg class=\"dw\"");
        renderer.whole(drawing, id, "");
        return renderer.out.toString();
    }

    /** Renders the drawing as a file by itself, light or dark as the reader's system asks. */
    public static String file(Drawing drawing) {
        var renderer = new SvgRenderer(Links.NONE);
        renderer.out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"dw\"");
        renderer.attribute("width", number(drawing.width()));
        renderer.attribute("height", number(drawing.height()));
        renderer.whole(drawing, "picture", StandAlone.HEAD + "<rect width=\"100%\" height=\"100%\" class=\"surf\"/>\n");
        return renderer.out.append('\n').toString();
    }

    private void whole(Drawing drawing, String id, String head) {
        attribute("viewBox", "0 0 " + number(drawing.width()) + " " + number(drawing.height()));
        attribute("role", "group");
        attribute("aria-labelledby", id + "-t");
        attribute("aria-describedby", id + "-d");
        out.append("><title id=\"").append(escape(id)).append("-t\">");
        out.append(escape(Shown.whole(drawing.title()))).append("</title><desc id=\"");
        out.append(escape(id)).append("-d\">").append(escape(Shown.whole(drawing.description())));
        out.append("</desc>\n").append(head);
        lines(drawing);
        out.append("</svg>");
    }

    private void lines(Drawing drawing) {
        drawing.parts().forEach(part -> {
            part(part);
            out.append('\n');
        });
    }

    private void part(Part part) {
        switch (part) {
            case Part.Box box -> {
                open("rect", box.classes());
                numbers(box.x(), box.y(), box.width(), box.height());
                if (box.radius() > 0) {
                    attribute("rx", number(box.radius()));
                }
                out.append("/>");
            }
            case Part.Circle circle -> {
                open("circle", circle.classes());
                attribute("cx", number(circle.x()));
                attribute("cy", number(circle.y()));
                attribute("r", number(circle.radius()));
                out.append("/>");
            }
            case Part.Shape shape -> path(straight(shape.corners()) + "z", shape.classes());
            case Part.Line line -> path(straight(line.points()), line.classes());
            case Part.Curve curve -> path(smooth(curve.points()), curve.classes());
            case Part.Symbol symbol -> {
                out.append("<svg");
                numbers(symbol.x(), symbol.y(), symbol.size(), symbol.size());
                out.append("><use href=\"#").append(symbol.id()).append("\"/></svg>");
            }
            case Part.Text text -> text(text);
            case Part.Group group -> group(group);
            case Part.Inset inset -> {
                out.append("<g");
                attribute("transform", "translate(" + number(inset.x()) + " " + number(inset.y()) + ")");
                out.append('>');
                lines(inset.drawing());
                out.append("</g>");
            }
        }
    }

    private void open(String name, String classes) {
        out.append('<').append(name);
        attribute("class", classes);
    }

    private void path(String data, String classes) {
        open("path", classes);
        attribute("d", data);
        out.append("/>");
    }

    private void numbers(double x, double y, double width, double height) {
        attribute("x", number(x));
        attribute("y", number(y));
        attribute("width", number(width));
        attribute("height", number(height));
    }

    private static String straight(List<Point> points) {
        var data = new StringBuilder();
        for (Point point : points) {
            data.append(data.isEmpty() ? 'M' : 'L').append(point(point));
        }
        return data.toString();
    }

    private static String smooth(List<Point> points) {
        var data = new StringBuilder("M").append(point(points.getFirst()));
        for (int i = 1; i + 2 < points.size(); i += 3) {
            data.append('C').append(point(points.get(i))).append(' ');
            data.append(point(points.get(i + 1))).append(' ').append(point(points.get(i + 2)));
        }
        return data.toString();
    }

    private static String point(Point point) {
        return number(point.x()) + " " + number(point.y());
    }

    private void text(Part.Text text) {
        out.append("<text");
        attribute("x", number(text.x()));
        attribute("y", number(text.y()));
        switch (text.anchor()) {
            case START -> {}
            case MIDDLE -> attribute("text-anchor", "middle");
            case END -> attribute("text-anchor", "end");
        }
        if (text.spans().size() == 1 && !Shown.turns(text.spans().getFirst().text())) {
            attribute("class", text.spans().getFirst().classes());
            out.append('>').append(escape(text.spans().getFirst().text()));
        } else {
            out.append('>');
            text.spans().forEach(this::span);
        }
        out.append("</text>");
    }

    /** Writes a piece of a text; one from right to left is kept from turning what stands beside it. */
    private void span(Span span) {
        open("tspan", span.classes());
        if (span.gap() > 0) {
            attribute("dx", number(span.gap()));
        }
        if (Shown.turns(span.text())) {
            attribute("unicode-bidi", "isolate");
        }
        out.append('>').append(escape(span.text())).append("</tspan>");
    }

    private void group(Part.Group group) {
        Optional<String> address = group.ref().flatMap(links::to);
        out.append(address.isPresent() ? "<a" : "<g");
        address.ifPresent(href -> attribute("href", href));
        attribute("class", group.state());
        if (group.state().equals(Part.CHOSEN)) {
            attribute("aria-current", "step");
        }
        out.append('>');
        if (!group.label().isEmpty()) {
            out.append("<title>").append(escape(Shown.whole(group.label()))).append("</title>");
        }
        group.parts().forEach(this::part);
        out.append(address.isPresent() ? "</a>" : "</g>");
    }

    private void attribute(String name, String value) {
        if (!value.isEmpty()) {
            out.append(' ').append(name).append("=\"").append(escape(value)).append('"');
        }
    }

    private static String number(double value) {
        double rounded = Math.round(value * 10) / 10.0;
        return rounded == Math.rint(rounded)
                ? String.valueOf((long) rounded)
                : String.format(Locale.ROOT, "%.1f", rounded);
    }

    /** The text with everything that means something to a parser written otherwise. */
    static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
