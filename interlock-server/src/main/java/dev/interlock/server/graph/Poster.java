package dev.interlock.server.graph;

import dev.interlock.server.graph.Conflict.Step;
import dev.interlock.server.graph.Part.Line;
import dev.interlock.server.graph.Part.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A picture as a file by itself: with its title above, and its story and the meaning of its marks below. */
public final class Poster {

    private static final double EDGE = 24;
    private static final double HEAD = 56;
    private static final double STEP = 52;

    private final List<Part> parts = new ArrayList<>();
    private final Picture picture;
    private final Drawing drawing;
    private final double width;

    private Poster(Picture picture) {
        this.picture = picture;
        drawing = Layout.wide(picture);
        width = drawing.width() + 2 * EDGE;
    }

    /** The picture with all that a page would say beside it. */
    public static Drawing of(Picture picture) {
        return new Poster(picture).drawing();
    }

    private Drawing drawing() {
        parts.add(Marks.text(EDGE, 36, "t16 tb", Shown.end(picture.title(), "t16 tb", width - 2 * EDGE)));
        parts.add(new Part.Inset(EDGE, HEAD, drawing));
        double y = HEAD + drawing.height() + 12;
        if (picture.conflict().isPresent()) {
            y = story(picture.conflict().get(), y);
        }
        parts.add(new Line("grid", new Point(EDGE, y), new Point(width - EDGE, y)));
        legend(y + 24);
        return new Drawing(width, y + 48, picture.title(), picture.description(), parts);
    }

    private double story(Conflict conflict, double top) {
        parts.add(new Line("grid", new Point(EDGE, top), new Point(width - EDGE, top)));
        double y = top + 34;
        for (int i = 0; i < conflict.steps().size(); i++) {
            step(conflict.steps().get(i), i + 1, i % 2 == 0 ? EDGE : width / 2, y + i / 2 * STEP);
        }
        y += (conflict.steps().size() + 1) / 2 * STEP;
        String also = conflict.also().isEmpty() ? "" : "; also " + String.join(", ", conflict.also());
        parts.add(Marks.text(
                EDGE + 30, y - 4, "t2", Shown.end("Rule " + conflict.rule() + also, "t2", width - 2 * EDGE - 30)));
        return y + 16;
    }

    private void step(Step step, int number, double x, double y) {
        double room = width / 2 - EDGE - 40;
        parts.add(Marks.badge(x + 9, y, number));
        parts.add(Marks.text(x + 30, y + 2, "tb", Shown.middle(step.sentence(), "tb", room)));
        List<String> lines = Shown.lines(step.detail(), "t2 t11", room, 2);
        for (int i = 0; i < lines.size(); i++) {
            parts.add(Marks.text(x + 30, y + 18 + i * 14, "t2 t11", lines.get(i)));
        }
    }

    /** The marks that the picture has, with what they mean. */
    private void legend(double y) {
        double x = EDGE;
        if (picture.conflict().isPresent()) {
            x = key(
                    x,
                    y,
                    "one party",
                    new Line("e-same", new Point(x, y - 2), new Point(x + 26, y - 2)),
                    new Line("e-same", new Point(x, y + 2), new Point(x + 26, y + 2)));
            x = key(x, y, "two duties, one object", new Line("e-clash", new Point(x, y), new Point(x + 26, y)));
        }
        x = key(
                x,
                y,
                "delegates",
                new Line("e-deleg", new Point(x, y), new Point(x + 18, y)),
                Marks.arrowRight(x + 26, y));
        x = key(x, y, "touches", new Line("e-use", new Point(x, y), new Point(x + 26, y)));
        x = key(x, y, "belongs to", new Line("e-of", new Point(x, y), new Point(x + 26, y)));
        for (Verdict verdict : List.of(Verdict.WENT_THROUGH, Verdict.WAITS, Verdict.STOPPED)) {
            x = key(x, y, verdict.words(), Marks.symbol(x + 18, y, 16, verdict.symbol()));
        }
    }

    private double key(double x, double y, String words, Part... marks) {
        parts.add(new Part.Group(Optional.empty(), "", "", List.of(marks)));
        parts.add(Marks.text(x + 32, y + 4, "t2 t11", words));
        return x + 32 + TextWidth.of(words, "t2 t11") + 14;
    }
}
