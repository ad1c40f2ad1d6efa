package dev.interlock.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Tasks with what they touched, and their steps in time. */
class TaskLayoutTest {

    private static final int FEW = 5;
    private static final int MANY = 60;

    private static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    private static Picture picture(long seed) {
        return SamplePictures.tasks(seed, seed % 3 == 0 ? MANY : FEW);
    }

    /** The picture when the call was decided, or the task opened. */
    private static Picture at(Picture picture, String id) {
        return new Picture(
                picture.title(),
                picture.description(),
                picture.frames(),
                picture.cards(),
                picture.edges(),
                Optional.empty(),
                Optional.of(id));
    }

    /** Nothing lies on anything else, and the width is that which was asked for. */
    @Test
    void nothingOverlaps() {
        seeds().forEach(seed -> {
            Drawing wide = Layout.wide(picture(seed));
            assertThat(Overlaps.of(wide)).as("seed %d", seed).isEmpty();
            assertThat(wide.width()).isEqualTo(Layout.WIDE);
            Drawing phone = Layout.phone(picture(seed));
            assertThat(Overlaps.of(phone)).as("seed %d, phone", seed).isEmpty();
            assertThat(phone.width()).isEqualTo(Layout.PHONE);
        });
    }

    /** At any time nothing lies on anything else, and what came after is faint. */
    @Test
    void whatCameAfterIsFaint() {
        seeds().forEach(seed -> {
            Picture picture = picture(seed);
            for (Scrubber.Step step : List.of(
                    Scrubber.steps(picture).getFirst(), Scrubber.steps(picture).getLast())) {
                Picture then = at(picture, step.ref().id());
                assertThat(Overlaps.of(Layout.wide(then))).as("seed %d", seed).isEmpty();
                assertThat(Overlaps.of(Layout.phone(then))).as("seed %d", seed).isEmpty();
            }
        });
        Picture picture = picture(1);
        String last = Scrubber.steps(picture).getLast().ref().id();
        assertThat(SvgRenderer.file(Layout.wide(at(picture, last)))).doesNotContain("class=\"dim\"");
        assertThat(SvgRenderer.file(
                        Layout.wide(at(picture, picture.frames().getFirst().id()))))
                .contains("class=\"dim\"");
    }

    /** The same picture is the same bytes. */
    @Test
    void isDeterministic() {
        seeds().limit(12)
                .forEach(seed -> assertThat(SvgRenderer.file(Poster.of(picture(seed))))
                        .isEqualTo(SvgRenderer.file(Poster.of(picture(seed)))));
    }

    /** However many tasks there are, no more than a reader can take in are drawn, and the rest is counted. */
    @Test
    void muchIsCounted() {
        Picture much = SamplePictures.tasks(3, 500);
        assertThat(much.frames()).hasSizeGreaterThan(100);
        Selection drawn = Selection.of(much);
        int parts = drawn.frames().size()
                + drawn.cards().size()
                + drawn.frames().stream()
                        .mapToInt(frame -> frame.calls().size())
                        .sum();
        assertThat(parts).isLessThanOrEqualTo(Picture.MOST);
        assertThat(drawn.moreTasks())
                .isEqualTo(much.frames().size() - drawn.frames().size());
        assertThat(SvgRenderer.file(Layout.wide(much))).contains(drawn.moreTasks() + " more tasks");
    }

    /** The chosen call and the tasks above it are drawn, however much else there is. */
    @Test
    void theChosenCallIsDrawn() {
        Picture much = SamplePictures.tasks(3, 500);
        Picture.Frame last = much.frames().getLast();
        String call = last.calls().getFirst().id();
        Picture chosen = at(much, call);
        assertThat(Selection.of(chosen).frames())
                .flatExtracting(Picture.Frame::calls)
                .extracting(Picture.Call::id)
                .contains(call);
    }

    /** The steps in time fit into their width, with the chosen one among them. */
    @Test
    void stepsInTimeFit() {
        seeds().forEach(seed -> {
            Picture picture = picture(seed);
            String chosen = picture.frames().getLast().calls().getFirst().id();
            Drawing steps = Scrubber.of(at(picture, chosen), ZoneOffset.UTC, Layout.WIDE);
            assertThat(Overlaps.of(steps)).as("seed %d", seed).isEmpty();
            assertThat(SvgRenderer.page(steps, Links.NONE, "s"))
                    .contains("class=\"tm tb\">" + chosen + "<")
                    .containsOnlyOnce("aria-current=\"step\"");
        });
    }
}
