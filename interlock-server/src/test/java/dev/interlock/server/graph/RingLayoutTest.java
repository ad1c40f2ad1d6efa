package dev.interlock.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rings, laid out for pages and phones. */
class RingLayoutTest {

    private static final int PICTURES = 150;

    /** Nothing lies on anything else, whatever the names are and however much there is. */
    @Test
    void nothingOverlaps() {
        LongStream.range(0, PICTURES).forEach(seed -> {
            Picture picture = SamplePictures.ring(seed);
            assertThat(Overlaps.of(Layout.wide(picture))).as("seed %d", seed).isEmpty();
            assertThat(Overlaps.of(Layout.phone(picture))).as("seed %d", seed).isEmpty();
        });
    }

    /** The same picture is the same bytes. */
    @Test
    void isDeterministic() {
        LongStream.range(0, 20)
                .forEach(seed -> assertThat(SvgRenderer.file(Layout.wide(SamplePictures.ring(seed))))
                        .as("seed %d", seed)
                        .isEqualTo(SvgRenderer.file(Layout.wide(SamplePictures.ring(seed)))));
    }

    /** The width is that which was asked for: nothing has to be scaled. */
    @Test
    void isAsWideAsAsked() {
        LongStream.range(0, PICTURES).forEach(seed -> {
            assertThat(Layout.wide(SamplePictures.ring(seed)).width()).isEqualTo(Layout.WIDE);
            assertThat(Layout.phone(SamplePictures.ring(seed)).width()).isEqualTo(Layout.PHONE);
        });
    }
}
