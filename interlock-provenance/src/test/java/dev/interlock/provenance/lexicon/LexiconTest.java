package dev.interlock.provenance.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.model.Stake;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Tokens;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Languages together make a lexicon; the shipped ones can be used as they are. */
class LexiconTest {

    private static final Fingerprints KEY = new Fingerprints(7, 8);

    @Test
    void theShippedLexiconsLoad() {
        var lexicon = new Lexicon(Lexicon.shipped(), KEY);
        assertThat(Lexicon.shipped()).extracting(Language::code).containsExactlyElementsOf(Lexicon.SHIPPED);
        assertThat(lexicon.size()).isBetween(10, Lexicon.MOST_DUTIES);
        assertThat(lexicon.stake("pay")).isEqualTo(Stake.HIGH);
        assertThat(lexicon.stake("message")).isEqualTo(Stake.MIDDLE);
        assertThat(lexicon.stake("unheard-of")).isEqualTo(Stake.HIGH);
        assertThat(lexicon.number("unheard-of")).isEqualTo(-1);
        assertThat(lexicon.high() >> lexicon.number("pay") & 1).isEqualTo(1);
    }

    @Test
    void everyShippedLanguageHasEveryDuty() {
        Set<String> english = duties(Lexicon.shipped().getFirst());
        for (Language language : Lexicon.shipped()) {
            assertThat(duties(language)).as(language.code()).isEqualTo(english);
        }
    }

    private static Set<String> duties(Language language) {
        return language.duties().stream().map(Duty::name).collect(Collectors.toSet());
    }

    /** A word that is not written as it folds would never be found. */
    @Test
    void everyShippedWordIsWrittenAsItFolds() {
        for (Language language : Lexicon.shipped()) {
            Stream.of(
                            language.common(),
                            language.subjects(),
                            language.reminders(),
                            language.obeying(),
                            language.orders(),
                            language.agents())
                    .forEach(words -> words.forEach(LexiconTest::folds));
            language.plans().forEach(plan -> Stream.of(plan.split("\\s+", -1)).forEach(LexiconTest::folds));
            language.duties()
                    .forEach(duty -> Stream.of(duty.acts(), duty.forms(), duty.things(), duty.strong(), duty.direct())
                            .forEach(words -> words.forEach(LexiconTest::folds)));
        }
    }

    private static void folds(String word) {
        assertThat(Tokens.of(word, KEY).fingerprints()).as(word).containsExactly(KEY.of(word));
    }

    @Test
    void languagesThatDifferInAStakeAreRefused() {
        Language one = LexiconReader.read("a", "language: a\nduty: pay high");
        Language other = LexiconReader.read("b", "language: b\nduty: pay low");
        assertThatThrownBy(() -> new Lexicon(List.of(one, other), KEY))
                .isInstanceOf(LexiconException.class)
                .hasMessage(
                        "the lexicon of `b` says that the stake of `pay` is low, another one says high: write the same"
                                + " in both");
    }

    @Test
    void tooManyDutiesAreRefused() {
        String duties = IntStream.rangeClosed(0, Lexicon.MOST_DUTIES)
                .mapToObj(i -> "\nduty: d" + i + " low")
                .collect(Collectors.joining());
        assertThatThrownBy(() -> new Lexicon(List.of(LexiconReader.read("a", "language: a" + duties)), KEY))
                .isInstanceOf(LexiconException.class)
                .hasMessageContaining("more than 64 duties: `d64` is one too many");
    }
}
