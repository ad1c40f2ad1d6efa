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

    private record Moment(Ref ref, long timeMillis, Optional<Call> call, String label) {}

    private Scrubber() {}

    /** Lays out the steps around the chosen one, as many as there is room for. */
    public static Drawing of(Picture picture, String chosen, ZoneId zone, double width) {
        List<Moment> all = moments(picture);
        int place = 0;
        for (int i = 0; i < all.size(); i++) {
            place = all.get(i).ref().id().equals(chosen) ? i : place;
        }
        int most = Math.max(1, (int) ((width - 2 * EDGE - 40) / SLOT));
        int first = Math.clamp(place - most * 2 / 3, 0, Math.max(0, all.size() - most));
        List<Moment> shown = all.subList(first, Math.min(all.size(), first + most));
        double step = (width - 2 * EDGE - 40) / Math.max(1, shown.size());
        var canvas = new Canvas();
        double here = EDGE + 20 + step * (place - first + 0.5);
        canvas.line(
                new Line("track-live", new Point(EDGE, LINE), new Point(here, LINE)),
                new Line("grid", new Point(here, LINE), new Point(width - EDGE, LINE)));
        counts(canvas, first, all.size() - first - shown.size(), width);
        long before = Long.MIN_VALUE;
        for (int i = 0; i < shown.size(); i++) {
            Moment moment = shown.get(i);
            double x = EDGE + 20 + step * (i + 0.5);
            canvas.node(moment(moment, x, step, first + i - place, time(moment.timeMillis(), before, zone)));
            before = moment.timeMillis();
        }
        return canvas.drawing(
                width, HEIGHT, "Time: " + all.size() + " steps, " + chosen + " is chosen", picture.description());
    }

    private static void counts(Canvas canvas, int earlier, int later, double width) {
        if (earlier > 0) {
            canvas.node(Marks.text(4, 12, "t3 t11", "+" + earlier));
        }
        if (later > 0) {
            canvas.node(Marks.text(width - 4, 12, Anchor.END, "t3 t11", "+" + later));
        }
    }

    private static List<Moment> moments(Picture picture) {
        var moments = new ArrayList<Moment>();
        for (Frame frame : picture.frames()) {
            moments.add(new Moment(
                    Ref.task(frame.id()), frame.openedMillis(), Optional.empty(), RingLayout.FrameTitle.whole(frame)));
            for (Call call : frame.calls()) {
                moments.add(new Moment(Ref.call(call.id()), call.timeMillis(), Optional.of(call), Marks.label(call)));
            }
        }
        moments.sort(Comparator.comparingLong(Moment::timeMillis));
        return moments;
    }

    /** The time of a moment: whole for the first one, its seconds where a tenth of one has passed since the one before. */
    private static String time(long millis, long before, ZoneId zone) {
        if (before == Long.MIN_VALUE || Math.floorDiv(millis, 60_000) != Math.floorDiv(before, 60_000)) {
            return format("HH:mm:ss", millis, zone);
        }
        return millis / 100 == before / 100 ? "" : format(":ss.S", millis, zone);
    }

    private static String format(String pattern, long millis, ZoneId zone) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone).format(Instant.ofEpochMilli(millis));
    }

    private static Part.Group moment(Moment moment, double x, double step, int after, String time) {
        var parts = new ArrayList<Part>();
        if (after == 0) {
            parts.add(new Box(
                    x - 17,
                    LINE - 17,
                    34,
                    34,
                    8,
                    moment.call()
                                    .filter(call -> call.verdict() == Verdict.STOPPED)
                                    .isPresent()
                            ? "node-hot"
                            : "node"));
        }
        parts.add(moment.call()
                .<Part>map(call -> Marks.symbol(x, LINE, 16, call.verdict().symbol()))
                .orElseGet(() -> new Part.Circle(x, LINE, 6, "who")));
        String id = Shown.middle(moment.ref().id(), "tm", step - 8);
        var spans = new ArrayList<>(List.of(new Span(id, "tm" + (after == 0 ? " tb" : ""))));
        if (!time.isEmpty() && TextWidth.of(id, "tm") + TextWidth.of(time, "t3 t11") + 13 < step) {
            spans.add(new Span(time, "t3 t11", 5));
        }
        parts.add(new Text(x, 56, Anchor.MIDDLE, spans));
        return new Part.Group(Optional.of(moment.ref()), moment.label(), after > 0 ? "dim" : "", parts);
    }
}
