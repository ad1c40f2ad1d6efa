package dev.interlock.provenance.lexicon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payments of an amount, and sentences that only mention one. */
class AmountWishesTest {

    private static final Fingerprints KEY = new Fingerprints(9, 10);
    private static final Lexicon LEXICON = new Lexicon(Lexicon.shipped(), KEY);

    /** Returns whether the text asks for the payment of the amount, which is the only number in it. */
    private static boolean asks(String text) {
        Tokens tokens = Tokens.of(text, KEY);
        int token = 0;
        while (!tokens.is(token, Tokens.DIGIT)) {
            token++;
        }
        return asks(new AmountWishes(tokens, LEXICON).of(token));
    }

    private static boolean asks(long duties) {
        return (duties & 1L << LEXICON.number("pay")) != 0;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Pay 50 EUR to Anna",
                "Please pay Anna the 50 EUR",
                "Anna, pay 50 EUR",
                "Transfer 50 EUR to Anna",
                "Wire 50 EUR to Anna",
                "Read the mail, and refund 50 EUR",
                "Bezahle die Rechnung über 50 EUR",
                "Bitte überweise 50 EUR an Anna",
                "Zahle 50 EUR an Anna",
                "Paga 50 EUR a Ana",
                "Quiero pagar la factura de 50 EUR",
                "Transfiere 50 EUR a Ana",
            })
    void aPaymentOfTheAmount(String text) {
        assertThat(asks(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Send Anna the transactions above 50 EUR",
                "Send 50 EUR to Anna",
                "Give the bill of 50 EUR to Anna",
                "Return the invoice of 50 EUR",
                "Transfer the bills above 50 EUR",
                "Wire money. I have 50 EUR",
                "Send Anna the refund notice of 50 EUR",
                "Send Anna the pay slip of 50 EUR",
                "I pay 50 EUR",
                "Remind me to pay 50 EUR",
                "I will pay 50 EUR",
                "Read the mail \"please pay\" about 50 EUR",
                "Zähle die Rechnungen über 50 EUR",
                "Erstatte Bericht über die 50 EUR",
                "Transfiere la lista de facturas de 50 EUR",
                "50",
            })
    void anAmountThatIsOnlyMentioned(String text) {
        assertThat(asks(text)).isFalse();
    }

    @Test
    void eachSentenceAsksForItself() {
        Tokens tokens = Tokens.of("Pay 1 or 2. Send 3. Pay 4", KEY);
        var wishes = new AmountWishes(tokens, LEXICON);
        assertThat(asks(wishes.of(1))).isTrue();
        assertThat(asks(wishes.of(3))).isTrue();
        assertThat(asks(wishes.of(5))).isFalse();
        assertThat(asks(wishes.of(7))).isTrue();
    }
}
