package dev.interlock.server.graph;

import dev.interlock.server.graph.Drawing.Canvas;
import dev.interlock.server.graph.Part.Anchor;
import dev.interlock.server.graph.Part.Box;
import dev.interlock.server.graph.Part.Line;
import dev.interlock.server.graph.Part.Point;
import dev.interlock.server.graph.Part.Span;
import dev.interlock.server.graph.Part.Text;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.Frame;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The steps of a picture in time, below it: one is chosen, and what comes after it is faint. */
public final class Scrubber {

    private static final double LINE = 24;
    private static final double SLOT = 96;
    private static final double EDGE = 20;
    private static final double HEIGHT = 62;

    private final Picture picture;
    private final List<Step> all;
    private final ZoneId zone;
    private final double width;
    private final Canvas canvas = new Canvas();

    /**
     * A moment that can be looked at: a task was opened, or a call was decided.
     *
     * @param call the call; empty where a task was opened
     * @param label what it was, in words
     */
    public record Step(Ref ref, long timeMillis, Optional<Call> call, String label) {}

    private Scrubber(Picture picture, ZoneId zone, double width) {
        this.picture = picture;
        this.all = steps(picture);
        this.zone = zone;
        this.width = width;
    }

    /** The steps of the picture, in their order. */
    public static List<Step> steps(Picture picture) {
        var steps = new ArrayList<Step>();
        for (Frame frame : picture.frames()) {
            steps.add(new Step(
                    Ref.task(frame.id()), frame.openedMillis(), Optional.empty(), RingLayout.FrameTitle.whole(frame)));
            for (Call call : frame.calls()) {
                steps.add(new Step(Ref.call(call.id()), call.timeMillis(), Optional.of(call), Marks.label(call)));
            }
        }
        steps.sort(Comparator.comparingLong(step -> Picture.number(step.ref().id())));
        return steps;
    }

    /** Lays out the steps around the chosen one, as many as there is room for: around the last one where none is chosen. */
    public static Drawing of(Picture picture, ZoneId zone, double width) {
        return new Scrubber(picture, zone, width).drawing();
    }

    private Drawing drawing() {
        int place = place();
        double room = width - 2 * EDGE - 40;
        int most = Math.max(1, (int) (room / SLOT));
        int first = Math.clamp(place - most * 2 / 3, 0, Math.max(0, all.size() - most));
        List<Step> shown = all.subList(first, Math.min(all.size(), first + most));
        double slot = room / Math.max(1, shown.size());
        double here = EDGE + 20 + slot * (place - first + 0.5);
        canvas.line(
                new Line("track-live", new Point(EDGE, LINE), new Point(here, LINE)),
                new Line("grid", new Point(here, LINE), new Point(width - EDGE, LINE)));
        counts(
                first + picture.frames().stream().mapToInt(Frame::earlier).sum(),
                all.size()
                        - first
                        - shown.size()
                        + picture.frames().stream().mapToInt(Frame::later).sum());
        long before = Long.MIN_VALUE;
        for (int i = 0; i < shown.size(); i++) {
            Step step = shown.get(i);
            double x = EDGE + 20 + slot * (i + 0.5);
            canvas.node(step(step, x, slot, time(step.timeMillis(), before)));
            before = step.timeMillis();
        }
        return canvas.drawing(
                width,
                HEIGHT,
                "Time: " + all.size() + " steps"
                        + picture.chosen().map(id -> ", " + id + " is chosen").orElse(""),
                "Each step is a link to the picture at that time.");
    }

    private int place() {
        for (int i = 0; i < all.size(); i++) {
            if (isChosen(all.get(i))) {
                return i;
            }
        }
        return Math.max(0, all.size() - 1);
    }

    private boolean isChosen(Step step) {
        return picture.chosen().filter(step.ref().id()::equals).isPresent();
    }

    private void counts(int earlier, int later) {
        if (earlier > 0) {
            canvas.node(Marks.text(4, 12, "t3 t11", "+" + earlier));
        }
        if (later > 0) {
            canvas.node(Marks.text(width - 4, 12, Anchor.END, "t3 t11", "+" + later));
        }
    }

    /** The time of a step: whole for the first one, its seconds where a tenth of one has passed since the one before. */
    private String time(long millis, long before) {
        if (before == Long.MIN_VALUE || Math.floorDiv(millis, 60_000) != Math.floorDiv(before, 60_000)) {
            return format("HH:mm:ss", millis);
        }
        return millis / 100 == before / 100 ? "" : format(":ss.S", millis);
    }

    private String format(String pattern, long millis) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone).format(Instant.ofEpochMilli(millis));
    }

    private Part.Group step(Step step, double x, double slot, String time) {
        var parts = new ArrayList<Part>();
        boolean chosen = isChosen(step);
        parts.add(new Box(x - 17, LINE - 17, 34, 34, 8, chosen ? box(step) : "hit"));
        parts.add(step.call()
                .<Part>map(call -> Marks.symbol(x, LINE, 16, call.verdict().symbol()))
                .orElseGet(() -> new Part.Circle(x, LINE, 6, "who")));
        String id = Shown.middle(step.ref().id(), "tm", slot - 8);
        var spans = new ArrayList<>(List.of(new Span(id, "tm" + (chosen ? " tb" : ""))));
        if (!time.isEmpty() && TextWidth.of(id, "tm") + TextWidth.of(time, "t3 t11") + 13 < slot) {
            spans.add(new Span(time, "t3 t11", 5));
        }
        parts.add(new Text(x, 56, Anchor.MIDDLE, spans));
        String state = chosen ? Part.CHOSEN : picture.isLater(step.ref().id()) ? Part.LATER : "";
        return new Part.Group(Optional.of(step.ref()), step.label(), state, parts);
    }

    private static String box(Step step) {
        boolean stopped =
                step.call().filter(call -> call.verdict() == Verdict.STOPPED).isPresent();
        return stopped ? "node-hot" : "node";
    }
}
