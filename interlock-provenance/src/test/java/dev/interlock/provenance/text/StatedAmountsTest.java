package dev.interlock.provenance.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A text states an amount if a number stands by itself, beside its unit. A number that may be something else is none. */
class StatedAmountsTest {

    private static boolean states(String text, String number, String unit) {
        return StatedAmounts.of(text).stream()
                .anyMatch(one -> one.number().compareTo(new BigDecimal(number)) == 0 && one.isIn(unit));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Pay 98.70 EUR to the caterer | 98.70 | EUR",
                "Pay 98.7 EUR. | 98.70 | EUR",
                "Pay 98,70 EUR, please | 98.70 | EUR",
                "Überweise 98,70 Euro | 98.70 | EUR",
                "Pay €98.70! | 98.70 | EUR",
                "Pay 98,70 € (as agreed) | 98.70 | EUR",
                "Pay (98.70 EUR) | 98.70 | EUR",
                "98.70EUR | 98.70 | EUR",
                "100€ | 100 | EUR",
                "EUR 98.70 | 98.70 | EUR",
                "Pay EUR 98.70, invoice 2026 | 98.70 | EUR",
                "Send $50 to Bob | 50 | USD",
                "Send US$50 to Bob | 50 | USD",
                "Send 50 dollars to Bob | 50 | USD",
                "Paga 50 dólares | 50 | USD",
                "1,000.00 USD | 1000 | USD",
                "1.000,50 EUR | 1000.50 | EUR",
                "1,000,000 USD | 1000000 | USD",
                "1'000 CHF | 1000 | CHF",
                "1’000.50 Franken | 1000.50 | CHF",
                "50 EUR and 60 EUR | 60 | EUR",
                "Order 9 seats | 9 | seats",
                "Pay 500 cents | 500 | cents",
                "0.50 EUR | 0.5 | EUR",
                "0 EUR | 0 | EUR",
                "Pay 98.70 eur | 98.70 | eur",
                "Pay 98.70 EUR | 98.70 | eur",
                "Pay 500 SEK | 500 | SEK",
            })
    void aNumberBesideItsUnitIsAnAmount(String text, String number, String unit) {
        assertThat(states(text, number, unit)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Pay 98.70 to the caterer | 98.70 | EUR",
                "Pay 98.70 USD | 98.70 | EUR",
                "Pay Anna 50 euro cents | 50 | EUR",
                "Pay Anna 5 EUR cents | 5 | EUR",
                "Pay Anna EUR 9 thousand | 9 | EUR",
                "Pay Anna $5m | 5 | USD",
                "Pay Anna 5 EUR million | 5 | EUR",
                "Pay 98.70 | 98.70 | EUR",
                "Pay the bill of 2026 | 2026 | EUR",
                "Pay to Main Street 415, EUR 20 | 415 | EUR",
                "Pay on 30.11.2026 EUR 20 | 2026 | EUR",
                "Pay invoice 4711 EUR 20 | 4711 | EUR",
                "Pay to 532013000 EUR 20 | 532013000 | EUR",
                "Pay to DE89 3704 0044 0532 0130 00 EUR | 0 | EUR",
                "Pay to DE89 3704 0044 0532 0130 77 EUR | 77 | EUR",
                "Pay DE89 EUR | 89 | EUR",
                "Pay 12 500 EUR | 500 | EUR",
                "Pay EUR 12 500 | 12 | EUR",
                "Pay 12 500,00 EUR | 500 | EUR",
                "Pay 1.000 EUR | 1000 | EUR",
                "Pay 1.000 EUR | 1 | EUR",
                "Pay 1,000 EUR | 1000 | EUR",
                "Pay 1.5000 EUR | 1.5 | EUR",
                "Pay 1,00,000 EUR | 100000 | EUR",
                "Pay 2026.11.30 EUR | 30 | EUR",
                "Pay 10-20 EUR | 20 | EUR",
                "Pay 10–20 EUR | 20 | EUR",
                "Pay -20 EUR | 20 | EUR",
                "Pay 20/30 EUR | 30 | EUR",
                "Pay #20 EUR | 20 | EUR",
                "Pay a_20 EUR | 20 | EUR",
                "Pay a@20 EUR | 20 | EUR",
                "Pay 20 EUR/month | 20 | EUR",
                "Pay 20 EUR-notes | 20 | EUR",
                "Pay 20 EURO2 | 20 | EUR",
                "Pay 20% EUR | 20 | EUR",
                "Pay EUR 5k | 5 | EUR",
                "Pay $5M | 5 | USD",
                "Pay 5 million EUR | 5 | EUR",
                "Pay 007 EUR | 7 | EUR",
                "Pay 20 Eurovision tickets | 20 | EUR",
                "Pay all 50 bills | 50 | ALL",
                "Try 500 times | 500 | TRY",
                "Pay EUR 20 USD | 20 | EUR",
                "Pay EUR 20 USD | 20 | USD",
                "Pay HK$50 | 50 | USD",
                "Pay ２０ EUR | 20 | EUR",
                "Order 9 seats | 9 | EUR",
                "Pay 20\u200b EUR | 20 | EUR",
                "Pay 1234567890123456 EUR | 1234567890123456 | EUR",
            })
    void aNumberThatMayBeSomethingElseIsNone(String text, String number, String unit) {
        assertThat(states(text, number, unit)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"98.70", " 98.7 ", "98,70", "98.70 EUR", "€ 98.70", "EUR 98.70"})
    void aFieldIsAnAmountAsAWhole(String text) {
        assertThat(StatedAmounts.whole(text))
                .hasValueSatisfying(one -> assertThat(one.number()).isEqualByComparingTo("98.70"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"98.70 to Dora", "No. 98.70", "98.70 EUR 3", "-98.70", "2026-11-30", "1.000", "", "EUR", "98.70."
            })
    void anyOtherFieldIsNone(String text) {
        assertThat(StatedAmounts.whole(text)).isEmpty();
    }

    @Test
    void theFirstAmountsOfALongTextAreFound() {
        assertThat(StatedAmounts.of("20 EUR, ".repeat(1_000))).hasSize(StatedAmounts.MOST);
    }

    /** Each text takes about the time of its length, so a million characters take moments. */
    @ParameterizedTest
    @Timeout(60)
    @ValueSource(strings = {"1", "1 ", " ", "1.", "€", "a", "1€", ".", "1,000", "( ", "1'"})
    void anyTextIsRead(String part) {
        String text = part.repeat(1_000_000 / part.length());
        assertThat(StatedAmounts.of(text).size()).isLessThanOrEqualTo(StatedAmounts.MOST);
        assertThat(StatedAmounts.of("5" + text + "5 EUR").size()).isLessThanOrEqualTo(StatedAmounts.MOST);
    }
}
