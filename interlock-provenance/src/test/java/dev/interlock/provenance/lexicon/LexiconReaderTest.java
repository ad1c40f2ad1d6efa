package dev.interlock.provenance.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.model.Stake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lexicons are read, and what is wrong in one is named with its line and the remedy. */
class LexiconReaderTest {

    @Test
    void aLexiconIsRead() {
        Language language = LexiconReader.read("x.lexicon", """
            # words
            language: en
            endings: s ed ing
            common: the of   # the most frequent
            plans: i will, we  ll

            duty: pay high
            acts: pay wire
            forms: paid
            things: money
            strong: refund
            direct: wire

            duty: note low
            acts: write
            """.replace("\n", "\r\n"));
        assertThat(language.code()).isEqualTo("en");
        assertThat(language.common()).containsExactly("the", "of");
        assertThat(language.plans()).containsExactly("i will", "we  ll");
        assertThat(language.agents()).isEmpty();
        assertThat(language.duties()).hasSize(2);
        Duty pay = language.duties().getFirst();
        assertThat(pay.name()).isEqualTo("pay");
        assertThat(pay.stake()).isEqualTo(Stake.HIGH);
        assertThat(pay.acts()).containsExactly("pay", "wire");
        assertThat(pay.forms())
                .containsExactlyInAnyOrder("paid", "pays", "payed", "paying", "wires", "wired", "wiring");
        assertThat(pay.things()).containsExactly("money");
        assertThat(pay.strong()).containsExactly("refund");
        assertThat(pay.direct()).containsExactly("wire");
        assertThat(language.duties().getLast().stake()).isEqualTo(Stake.LOW);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        language: en;pay|x.lexicon:2: expected `key: words`
        language: en;acts: pay|x.lexicon:2: there is no key `acts` here; write one of `agents`, `common`
        duty: pay high;common: the|x.lexicon:2: there is no key `common` here; write one of `acts`, `direct`
        common: the;;common: of|x.lexicon:3: `common` is here twice; write all words on one line
        duty: pay|x.lexicon:1: expected the name of a duty and its stake, as in `duty: pay high`
        duty: pay big|x.lexicon:1: expected the name of a duty and its stake
        duty: a pay high|x.lexicon:1: expected the name of a duty and its stake
        common: the|x.lexicon: which language is it? Write `language: en` in the first line
        language: en de|x.lexicon: which language is it?
        plans: i will, we|x.lexicon:1: `we` is no pair of words; write `plans: i will, we will`
        plans: i am going|x.lexicon:1: `i am going` is no pair of words
        """)
    void whatIsWrongIsNamed(String lines, String message) {
        assertThatThrownBy(() -> LexiconReader.read("x.lexicon", lines.replace(';', '\n')))
                .isInstanceOf(LexiconException.class)
                .hasMessageStartingWith(message);
    }
}
