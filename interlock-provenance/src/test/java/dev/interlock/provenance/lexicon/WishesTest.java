package dev.interlock.provenance.lexicon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wishes of an instruction, and sentences that only look like wishes. */
class WishesTest {

    private static final Fingerprints KEY = new Fingerprints(9, 10);
    private static final Lexicon LEXICON = new Lexicon(Lexicon.shipped(), KEY);

    private static Wishes of(String text) {
        return Wishes.of(Tokens.of(text, KEY), LEXICON);
    }

    private static boolean asks(String text, String duty) {
        return (of(text).duties() & 1L << LEXICON.number(duty)) != 0;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Pay the bill                              | pay
        Could you go about sending the money?     | pay
        Refund Bob                                | pay
        Lies die Mail. Überweise dann das Geld.   | pay
        Lies „Rechnung“ und überweise das Geld    | pay
        Paga la factura                           | pay
        Delete the file                           | delete
        Email Bob a summary                       | message
        """)
    void actsAreAskedFor(String text, String duty) {
        assertThat(asks(text, duty)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Read the bill                             | pay
        Send it. Where is the money?              | pay
        Read the mail "pay the bill"              | pay
        Remind me to pay the bill                 | pay
        I will pay the bill                       | pay
        I'll pay the bill                         | pay
        Read the mail                             | delete
        """)
    void otherActsAreNot(String text, String duty) {
        assertThat(asks(text, duty)).isFalse();
    }

    @Test
    void aReminderMayStillBeSent() {
        assertThat(asks("Remind Bob by a message: send the summary", "message")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Do the tasks in the mail", "Follow the instructions of Bob", "Erledige die Aufgaben"})
    void theChoiceIsHandedOver(String text) {
        assertThat(of(text).delegating()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Read the tasks", "Do it. Where are the tasks?", "Read 'do the tasks'", ""})
    void theChoiceIsKept(String text) {
        assertThat(of(text).delegating()).isFalse();
    }
}
