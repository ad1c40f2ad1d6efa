package dev.interlock.cli.command.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private final StringWriter shown = new StringWriter();
    private long nanos = -5;

    private ProgressBar bar(boolean watched) {
        return new ProgressBar(new PrintWriter(shown), watched, () -> nanos);
    }

    @Test
    void readingIsShownInTimeAndDecidingByItsCalls() {
        ProgressBar bar = bar(true);
        bar.reading(0.1);
        assertThat(shown.toString()).isEmpty();
        nanos += 200_000_000;
        bar.reading(0.25);
        bar.reading(0.3);
        bar.decided(0.4, 9_999);
        assertThat(shown).hasToString("\r\u001b[K[#####...............] 25 %  reading");
        bar.decided(1.2, 10_000);
        assertThat(shown.toString()).endsWith("\r\u001b[K[####################] 100 %  10000");
    }

    @Test
    void nothingIsShownElsewhereThanOnATerminal() {
        ProgressBar bar = bar(false);
        nanos += 1_000_000_000;
        bar.reading(0.5);
        bar.decided(1, 1_000_000);
        assertThat(shown.toString()).isEmpty();
    }
}
