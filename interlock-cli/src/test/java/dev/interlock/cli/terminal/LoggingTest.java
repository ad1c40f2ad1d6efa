package dev.interlock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LoggingTest {

    @Test
    void aMessageIsOneLineWhateverIsInIt() {
        var record = new LogRecord(Level.INFO, "refused: `a\n2026-11-26 warning all is well\u2028\u001b[2K`\tend");
        record.setThrown(new IllegalStateException("in\r\ntwo"));

        String line = new Logging.OneLine().format(record);

        assertThat(line)
                .contains("`a?2026-11-26 warning all is well??[2K`\tend")
                .endsWith("in??two\n");
        assertThat(line.lines()).hasSize(1);
    }
}
