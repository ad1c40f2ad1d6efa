package dev.interlock.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.bench.replay.FlowBench.Tier;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule of the example bundle stops attacks and leaves ordinary work alone as well as it is said to. Needs the shared corpus. */
class FlowBenchTest {

    @BeforeAll
    static void corpus() {
        SharedCorpus.isNeeded();
    }

    @ParameterizedTest
    @CsvSource({"DEFAULT, 96.0, 92.0, 65.0", "STRICT, 96.0, 83.5, 58.0"})
    void figuresOfTheTiers(Tier tier, double stopped, double unheld, double useful) throws IOException {
        Path folder = Corpus.folder();
        Corpus corpus = Corpus.read(folder);
        Score score = Score.of(corpus, FlowBench.stopped(corpus, tier), folder);
        assertThat(100.0 * score.stopped() / score.succeeded()).isGreaterThanOrEqualTo(stopped);
        assertThat(100.0 * score.unheld() / score.benign()).isGreaterThanOrEqualTo(unheld);
        assertThat(100.0 * score.useful() / score.benign()).isGreaterThanOrEqualTo(useful);
    }
}
