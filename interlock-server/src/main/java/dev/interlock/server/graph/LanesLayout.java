package dev.interlock.server.graph;

import dev.interlock.server.graph.Drawing.Canvas;
import dev.interlock.server.graph.Lanes.Answer;
import dev.interlock.server.graph.Lanes.Clash;
import dev.interlock.server.graph.Lanes.Row;
import dev.interlock.server.graph.Part.Anchor;
import dev.interlock.server.graph.Part.Box;
import dev.interlock.server.graph.Part.Line;
import dev.interlock.server.graph.Part.Point;
import dev.interlock.server.graph.Part.Span;
import dev.interlock.server.graph.Part.Text;
import dev.interlock.server.graph.Picture.Call;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lanes laid out along a time axis, for a wide page. */
public final class LanesLayout {

    private static final double LEFT = 190;
    private static final double TOP = 40;
    private static final double ROW = 58;

    private final Lanes lanes;
    private final List<Row> rows;
    private final double width;
    private final double now;
    private final DateTimeFormatter full;
    private final DateTimeFormatter seconds;
    private final TimeAxis axis;
    private final Canvas canvas = new Canvas();
    private final List<Drop> drops = new ArrayList<>();
    private final List<Box> plates = new ArrayList<>();

    /** An upright line from one lane to another one. */
    private record Drop(double x, double from, double to) {
        boolean passes(double y) {
            return y > from && y < to;
        }
    }

    private LanesLayout(Lanes lanes, ZoneId zone, double width) {
        this.lanes = lanes;
        this.width = width;
        rows = lanes.rows();
        now = width - 34;
        full = DateTimeFormatter.ofPattern("HH:mm:ss.S", Locale.ROOT).withZone(zone);
        seconds = DateTimeFormatter.ofPattern(":ss.S", Locale.ROOT).withZone(zone);
        axis = new TimeAxis(moments(), LEFT, now - 24);
    }

    /** Lays the lanes out; times stand in it as they are in the zone. */
    public static Drawing of(Lanes lanes, ZoneId zone, double width) {
        return new LanesLayout(lanes, zone, width).drawing();
    }

    private List<TimeAxis.Moment> moments() {
        var moments = new ArrayList<TimeAxis.Moment>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            add(moments, opening(i), i, row.opened());
            for (Call call : row.calls()) {
                add(moments, call.id(), i, call.timeMillis());
                int lane = i;
                answer(call).ifPresent(answer -> add(moments, "answer " + call.id(), lane, answer.timeMillis()));
            }
            if (row.ended().isPresent()) {
                add(moments, end(i), i, row.ended().getAsLong());
            }
        }
        return moments;
    }

    private void add(List<TimeAxis.Moment> moments, String id, int lane, long time) {
        if (time >= lanes.fromMillis() && time <= lanes.nowMillis()) {
            moments.add(new TimeAxis.Moment(id, lane, time));
        }
    }

    private Optional<Answer> answer(Call call) {
        return lanes.answers().stream()
                .filter(answer -> answer.call().equals(call.id()))
                .findFirst();
    }

    private static String opening(int row) {
        return "opening " + row;
    }

    private static String end(int row) {
        return "end " + row;
    }

    private static double y(int row) {
        return TOP + row * ROW + ROW / 2;
    }

    private Drawing drawing() {
        double bottom = TOP + rows.size() * ROW;
        for (int i = 0; i < rows.size(); i += 2) {
            canvas.ground(new Box(0, TOP + i * ROW, width, ROW, 0, "band"));
        }
        upright();
        times(bottom);
        folds(bottom + 16);
        for (int i = 0; i < rows.size(); i++) {
            row(i);
        }
        lanes.clashes().forEach(this::clash);
        String more = more();
        if (!more.isEmpty()) {
            canvas.node(Marks.text(16, bottom + 34, "t3 t11", Shown.end(more, "t3 t11", LEFT - 24)));
        }
        return canvas.drawing(width, bottom + 44, lanes.title(), lanes.description());
    }

    private String more() {
        if (lanes.more() > 0) {
            return "and " + lanes.more() + (lanes.more() == 1 ? " more agent" : " more agents");
        }
        if (lanes.idleTasks() > 0) {
            return "and " + lanes.idleTasks() + (lanes.idleTasks() == 1 ? " idle task" : " idle tasks");
        }
        return axis.hidden() > 0 ? axis.hidden() + " earlier" : "";
    }

    /** Lines at the times at which tasks began, each with its time where there is room for it. */
    private void times(double bottom) {
        canvas.line(new Line("now", new Point(now, 34), new Point(now, bottom + 22)));
        canvas.node(Marks.text(now, 26, Anchor.MIDDLE, "tb", "now"));
        double free = LEFT - 60;
        long before = Long.MIN_VALUE;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (axis.has(opening(i))) {
                order.add(i);
            }
        }
        order.sort((a, b) -> Double.compare(axis.of(opening(a)), axis.of(opening(b))));
        for (int i : order) {
            double x = axis.of(opening(i));
            canvas.line(new Line("grid", new Point(x, 34), new Point(x, bottom)));
            long time = rows.get(i).opened();
            boolean same = Math.floorDiv(time, 60_000) == Math.floorDiv(before, 60_000);
            String words = (same ? seconds : full).format(Instant.ofEpochMilli(time));
            double wide = TextWidth.of(words, "t3 t11 num");
            if (x - wide / 2 > free && x + wide / 2 < now - 24) {
                canvas.node(Marks.text(x, 26, Anchor.MIDDLE, "t3 t11 num", words));
                free = x + wide / 2 + 8;
                before = time;
            }
        }
    }

    private void folds(double y) {
        canvas.line(new Line("grid", new Point(LEFT - 14, y), new Point(now, y)));
        double free = LEFT - 20;
        for (TimeAxis.Fold fold : axis.folds()) {
            double x = fold.x();
            canvas.line(new Line(
                    "fold", new Point(x - 4, y), new Point(x, y - 6), new Point(x, y + 6), new Point(x + 4, y)));
            String words = quiet(fold.millis());
            double wide = TextWidth.of(words, "t3 t11");
            if (x - wide / 2 > free) {
                canvas.node(Marks.text(x, y + 18, Anchor.MIDDLE, "t3 t11", words));
                free = x + wide / 2 + 6;
            }
        }
    }

    private static String quiet(long millis) {
        long minutes = millis / 60_000;
        return minutes >= 120
                ? minutes / 60 + " h"
                : minutes >= 2 ? minutes + " min" : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }

    private void row(int i) {
        Row row = rows.get(i);
        double y = y(i);
        boolean part = row.parent() >= 0;
        double x = part ? 32 : 16;
        double from = axis.has(opening(i)) ? axis.of(opening(i)) : LEFT - 14;
        double to = axis.has(end(i)) ? axis.of(end(i)) : row.ended().isPresent() ? LEFT - 14 : now;
        name(row, x, y, LEFT - 30 - x);
        String track = row.ended().isPresent() ? "track" : "track-live";
        canvas.line(new Line(track, new Point(from, y), new Point(to, y)));
        if (axis.has(opening(i))) {
            canvas.line(new Line("track-live", new Point(from, y - 7), new Point(from, y + 7)));
        }
        if (axis.has(end(i))) {
            canvas.line(new Line("track-live", new Point(to, y - 7), new Point(to, y + 7)));
            if (to + 46 < now) {
                canvas.node(Marks.text(to + 8, y + 4, "t3 t11", "done"));
            }
        }
        if (part) {
            canvas.line(
                    new Line("track", new Point(20, y(row.parent()) + 22), new Point(20, y - 6), new Point(28, y - 6)));
            if (axis.has(opening(i))) {
                canvas.line(new Line("e-deleg", new Point(from, y(row.parent())), new Point(from, y - 15)));
                canvas.line(Marks.arrowDown(from, y - 7));
            }
        }
        double free = 0;
        for (Call call : row.calls()) {
            if (axis.has(call.id())) {
                free = call(call, y, free, to);
            }
        }
    }

    private void name(Row row, double x, double y, double room) {
        var below = new ArrayList<Span>();
        double rest = room;
        if (!row.id().isEmpty()) {
            below.add(new Span(Shown.middle(row.id(), "tm t11", room), "tm t11 t3"));
            rest -= below.getFirst().width() + 5;
        }
        if (!row.about().isEmpty() && rest > 20) {
            below.add(new Span(Shown.middle(row.about(), "t3 t11", rest), "t3 t11", below.isEmpty() ? 0 : 5));
        }
        canvas.node(
                row.ref(),
                (row.id() + " " + row.name() + " " + row.about()).strip(),
                Marks.text(x, y - 3, "tb", Shown.middle(row.name(), "tb", room)),
                new Text(x, y + 13, Anchor.START, below));
    }

    /** Draws the call, and its name where it did not go through and there is room. Returns where there is room again. */
    private double call(Call call, double y, double free, double until) {
        double x = axis.of(call.id());
        boolean waits = call.verdict() == Verdict.WAITS;
        boolean held = call.verdict().held();
        canvas.node(
                Ref.call(call.id()),
                Marks.label(call),
                new Box(x - 9, y - 12, 18, 24, 0, "hit"),
                Marks.symbol(x, y, waits ? 18 : 15, call.verdict().symbol()));
        if (held) {
            answered(call, x, y, until);
        }
        double wide = TextWidth.of(call.id(), "tm");
        if (call.verdict().ink().isEmpty() || x - wide / 2 < free || x + wide / 2 > width) {
            return free;
        }
        double end = x + wide / 2;
        for (Drop drop : drops) {
            if (drop.passes(y + 18) && drop.x() > x && drop.x() < end + 4) {
                end = drop.x() - 4;
            }
        }
        double start = end - wide;
        double last = end;
        boolean crossed =
                drops.stream().anyMatch(drop -> drop.passes(y + 18) && drop.x() > start - 2 && drop.x() < last + 2);
        if (start < free || crossed) {
            return free;
        }
        canvas.node(Marks.text(end, y + 22, Anchor.END, "tm" + call.verdict().ink(), call.id()));
        return end + 6;
    }

    /** Draws how long the call waited, and who answered it. For a hold that ended without an answer, the time is not known here. */
    private void answered(Call call, double x, double y, double until) {
        Optional<Answer> answer = answer(call);
        boolean seen = axis.has("answer " + call.id());
        double to = seen ? axis.of("answer " + call.id()) : x + 8;
        boolean waits = call.verdict() == Verdict.WAITS || call.verdict() == Verdict.TASK_ENDED;
        if (waits || seen) {
            canvas.line(new Line("wait", new Point(x + 8, y), new Point(waits ? until : to, y)));
        }
        if (seen && answer.isPresent()) {
            String by = answer.get().by();
            String letter = by.isEmpty() ? "?" : Shown.whole(new String(Character.toChars(by.codePointAt(0))));
            canvas.node(
                    Ref.party(by),
                    by + (answer.get().approved() ? " approved " : " rejected ") + call.id(),
                    new Part.Circle(to, y, 8, "who"),
                    Marks.text(to, y + 4, Anchor.MIDDLE, "t11 tb", letter.length() > 2 ? "?" : letter));
        }
    }

    /** Dashed lines from the call that was made before to those that were stopped for it, with the object on one of them. */
    private void clash(Clash clash) {
        boolean named = false;
        for (String stopped : clash.stopped()) {
            List<Point> path = path(clash.earlier(), stopped);
            if (!path.isEmpty()) {
                canvas.line(new Line(path, "e-clash-thin"));
                double from = Math.min(path.get(1).x(), path.get(2).x());
                double to = Math.max(path.get(1).x(), path.get(2).x());
                boolean apart = rowOf(clash.earlier()) != rowOf(stopped);
                named = named
                        || apart && name(clash.object(), from, to, path.get(1).y());
            }
        }
    }

    /** The corners of a line from one call to the other, between the lanes; none where one of them is left out. */
    private List<Point> path(String earlier, String stopped) {
        int from = rowOf(earlier);
        int to = rowOf(stopped);
        if (from < 0 || to < 0) {
            return List.of();
        }
        double x1 = axis.of(earlier);
        double x2 = axis.of(stopped);
        double between = from == to ? y(to) - 21 : from < to ? y(to) - ROW / 2 : y(to) + ROW / 2;
        double leave = between < y(from) ? y(from) - 8 : y(from) + 8;
        double arrive = between < y(to) ? y(to) - 9 : y(to) + 9;
        return List.of(new Point(x1, leave), new Point(x1, between), new Point(x2, between), new Point(x2, arrive));
    }

    /** Finds the upright lines that words keep away from. */
    private void upright() {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).parent() >= 0 && axis.has(opening(i))) {
                drops.add(new Drop(axis.of(opening(i)), y(rows.get(i).parent()), y(i)));
            }
        }
        for (Clash clash : lanes.clashes()) {
            for (String stopped : clash.stopped()) {
                List<Point> path = path(clash.earlier(), stopped);
                for (int i = 0; i + 1 < path.size(); i += 2) {
                    Point one = path.get(i);
                    Point other = path.get(i + 1);
                    drops.add(new Drop(one.x(), Math.min(one.y(), other.y()), Math.max(one.y(), other.y())));
                }
            }
        }
    }

    private boolean name(String object, double from, double to, double y) {
        String words = Shown.middle(object, "tm", Math.min(160, to - from - 20));
        double wide = TextWidth.of(words, "tm");
        boolean crossed =
                drops.stream().anyMatch(drop -> drop.passes(y) && drop.x() > from && drop.x() < from + wide + 20);
        if (to - from < wide + 20 || wide < 30 || crossed) {
            return false;
        }
        var plate = new Box(from + 8, y - 7, wide + 8, 14, 4, "surf");
        if (plates.stream()
                .anyMatch(other -> other.y() == plate.y()
                        && other.x() < plate.x() + plate.width() + 4
                        && plate.x() < other.x() + other.width() + 4)) {
            return false;
        }
        plates.add(plate);
        canvas.node(Ref.object(object), object, plate, Marks.text(from + 12, y + 4, "tm tdeny", words));
        return true;
    }

    private int rowOf(String call) {
        for (int i = 0; i < rows.size(); i++) {
            if (axis.has(call)
                    && rows.get(i).calls().stream().anyMatch(each -> each.id().equals(call))) {
                return i;
            }
        }
        return -1;
    }
}
