package dev.interlock.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.graph.Lanes.Answer;
import dev.interlock.server.graph.Lanes.Clash;
import dev.interlock.server.graph.Lanes.Lane;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.Frame;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Lanes over time: what is drawn where, and what is folded away. */
class LanesLayoutTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final double WIDE = 836;

    /** The line of a call that waited, and the column at which it ends. */
    private static final Pattern WAIT = Pattern.compile("<path class=\"wait\" d=\"M[^L]*L([0-9.]+)");

    /** Lanes of a made-up picture, with answers to what waited and conflicts among any of the calls. */
    private static Lanes lanes(long seed, int most) {
        var random = new Random(seed);
        Picture picture = SamplePictures.tasks(seed, most);
        List<Call> calls = picture.frames().stream()
                .flatMap(frame -> frame.calls().stream())
                .toList();
        long now = 1_000 + calls.getLast().timeMillis() + random.nextInt(100_000);
        var answers = new ArrayList<Answer>();
        calls.stream()
                .filter(call -> call.verdict() == Verdict.WAITS && random.nextBoolean())
                .forEach(call -> answers.add(new Answer(call.id(), call.timeMillis() + 300, call.agent(), true)));
        var clashes = new ArrayList<Clash>();
        for (int i = 0; i < 3; i++) {
            Call earlier = calls.get(random.nextInt(calls.size()));
            List<String> stopped = calls.stream()
                    .filter(call -> call.timeMillis() > earlier.timeMillis() && call.verdict() == Verdict.STOPPED)
                    .map(Call::id)
                    .limit(2)
                    .toList();
            clashes.add(new Clash(earlier.id(), stopped, "vendor/" + earlier.does()));
        }
        List<Lane> lanes = picture.frames().stream()
                .map(frame -> new Lane(frame, frame.ended() ? OptionalLong.of(now - 10) : OptionalLong.empty()))
                .toList();
        return new Lanes(
                "Tasks", "Tasks.", lanes, answers, clashes, Map.of(), random.nextBoolean() ? 0 : now - 20_000, now);
    }

    /** Lanes of a made-up picture, laid out. */
    static Drawing drawing(long seed) {
        return LanesLayout.of(lanes(seed, 8), ZONE, WIDE);
    }

    /** Nothing lies on anything else, with few lanes and with hundreds. */
    @Test
    void nothingOverlaps() {
        LongStream.range(0, 60).forEach(seed -> {
            Drawing drawing = LanesLayout.of(lanes(seed, seed % 4 == 0 ? 500 : 8), ZONE, WIDE);
            assertThat(Overlaps.of(drawing)).as("seed %d", seed).isEmpty();
            assertThat(drawing.height()).isLessThanOrEqualTo(40 + 12 * 58 + 44);
        });
    }

    /** The same lanes are the same bytes. */
    @Test
    void isDeterministic() {
        assertThat(SvgRenderer.file(LanesLayout.of(lanes(5, 8), ZONE, WIDE)))
                .isEqualTo(SvgRenderer.file(LanesLayout.of(lanes(5, 8), ZONE, WIDE)));
    }

    /** Beyond twelve tasks each agent has one lane, with the number of its tasks. */
    @Test
    void manyTasksShareTheLanesOfTheirAgents() {
        var lanes = new ArrayList<Lane>();
        for (int i = 0; i < 40; i++) {
            String agent = i % 2 == 0 ? "planner" : "payer";
            var call = new Call("c-" + i, 1_000L * i, Verdict.WENT_THROUGH, agent, "pay", "erp/pay");
            lanes.add(new Lane(
                    new Frame(
                            "t-" + i,
                            "pay",
                            "",
                            agent,
                            "olivia",
                            true,
                            Optional.empty(),
                            1_000L * i,
                            List.of(call),
                            0,
                            0,
                            false,
                            List.of()),
                    OptionalLong.empty()));
        }
        var all = new Lanes("", "", lanes, List.of(), List.of(), Map.of(), 0, 50_000);
        assertThat(all.rows()).extracting(Lanes.Row::name).containsExactly("planner", "payer");
        assertThat(SvgRenderer.page(LanesLayout.of(all, ZONE, WIDE), Links.NONE, "l"))
                .contains("20 tasks");
    }

    private static String waiting(Verdict verdict, Answer... answers) {
        var call = new Call("c-2", 2_000, verdict, "payer", "pay", "erp/pay");
        var frame = new Frame(
                "t-1",
                "pay",
                "",
                "payer",
                "olivia",
                true,
                Optional.empty(),
                1_000,
                List.of(call),
                0,
                0,
                false,
                List.of());
        var lanes = new Lanes(
                "",
                "",
                List.of(new Lane(frame, OptionalLong.empty())),
                List.of(answers),
                List.of(),
                Map.of(),
                0,
                50_000);
        Matcher line = WAIT.matcher(SvgRenderer.page(LanesLayout.of(lanes, ZONE, WIDE), Links.NONE, "l"));
        return line.find() ? line.group(1) : "none";
    }

    /** The line of a call that waits ends with its hold: not with one of several approvals, and never after a withdrawal. */
    @Test
    void aCallWaitsForAsLongAsItsHoldIsOpen() {
        String now = waiting(Verdict.WAITS);
        assertThat(waiting(Verdict.WAITS, new Answer("c-2", 3_000, "vera", true)))
                .isEqualTo(now);
        assertThat(waiting(Verdict.REJECTED, new Answer("c-2", 3_000, "vera", false)))
                .isNotIn(now, "none");
        assertThat(waiting(Verdict.WITHDRAWN)).isEqualTo("none");
        assertThat(waiting(Verdict.EXPIRED)).isEqualTo("none");
    }

    /** The order of moments is that of their times, and quiet time is folded to one width with its length beside it. */
    @Test
    void quietTimeIsFolded() {
        var axis = new TimeAxis(
                List.of(
                        new TimeAxis.Moment("third", 1, 3_600_000),
                        new TimeAxis.Moment("first", 0, 0),
                        new TimeAxis.Moment("second", 0, 10)),
                100,
                800);
        assertThat(axis.of("first")).isLessThan(axis.of("second"));
        assertThat(axis.of("second")).isLessThan(axis.of("third"));
        assertThat(axis.of("third")).isLessThan(300);
        assertThat(axis.folds()).extracting(TimeAxis.Fold::millis).containsExactly(3_599_990L);
    }

    /** Of more moments than there is room for, the last ones are there and the others are counted. */
    @Test
    void theOldestMomentsAreLeftOut() {
        var moments = LongStream.range(0, 1_000)
                .mapToObj(i -> new TimeAxis.Moment("m" + i, 0, i))
                .toList();
        var axis = new TimeAxis(moments, 100, 800);
        assertThat(axis.has("m999")).isTrue();
        assertThat(axis.has("m0")).isFalse();
        assertThat(axis.of("m999")).isLessThanOrEqualTo(800);
        assertThat(axis.hidden()).isGreaterThan(900);
    }
}
