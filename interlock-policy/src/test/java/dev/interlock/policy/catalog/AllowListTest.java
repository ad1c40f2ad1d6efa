package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An allow-list has what it says, in each way of writing that, and nothing that only looks like it. */
class AllowListTest {

    private static final AllowList LIST = new AllowList(
            Set.of("mail.send"),
            List.of(
                    "Dora@Example.com",
                    "docs.example.com",
                    "ci.example.com:8443",
                    "*.partner.example",
                    "DE89 3704 0044 0532 0130 00",
                    "192.0.2.7",
                    "https://hooks.example.org/t/1",
                    "#general",
                    "Vendor 42"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Dora@Example.com",
                "Dora@EXAMPLE.COM",
                "docs.example.com",
                "DOCS.example.com/a?b=c#d",
                "https://docs.example.com",
                "HTTP://docs.example.com/a/../b@c",
                "https://ci.example.com:8443/job",
                "a.partner.example",
                "https://a.b.partner.example/",
                "DE89370400440532013000",
                "de89 3704 0044 0532 0130 00",
                "http://192.0.2.7/",
                "https://hooks.example.org/t/1",
                "#general",
                "Vendor 42",
            })
    void whatItSaysIsInIt(String value) {
        assertThat(LIST.contains(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dora@example.com",
                "Dora@example.com.attacker.net",
                "Dora@Example.com@attacker.net",
                "attacker+Dora@Example.com",
                "Dora <Dora@Example.com>",
                "Dora@Example.com,eve@attacker.net",
                "Dora-Example.com",
                "Dora Example com",
                "Dora@Exаmple.com",
                "Dora@Example.com\n",
                "Dora@Example.com ",
                "Dora@Example.com\u200b",
                "mailto:Dora@Example.com",
                "docs.example.com.attacker.net",
                "docs.example.com.",
                "xdocs.example.com",
                "a.docs.example.com",
                "example.com",
                "https://docs.example.com:8443/",
                "https://docs.example.com@attacker.net/",
                "https://attacker.net@docs.example.com/",
                "https://docs.example.com:pw@attacker.net/",
                "https://docs.example.com\\@attacker.net/",
                "https://docs.example.com%2eattacker.net/",
                "https://docs.example.com?x=1",
                "https://docs.example.com#@attacker.net",
                "https:docs.example.com/",
                "https:///docs.example.com/",
                "//docs.example.com/",
                "ftp://docs.example.com/",
                "javascript://docs.example.com/%0aalert(1)",
                "https://docs.example.com/\tx",
                "https://docs。example.com/",
                "https://ｄocs.example.com/",
                "https://attacker.net/docs.example.com",
                "docs-example.com",
                "ci.example.com",
                "ci.example.com:84431",
                "partner.example",
                ".partner.example",
                "xpartner.example",
                "a.partner.example.attacker.net",
                "https://attacker.net/.partner.example",
                "eve@a.partner.example",
                "a..partner.example",
                "DE89370400440532013001",
                "DE893704004405320130000",
                "DE89-3704-0044-0532-0130-00",
                "192.0.2.70",
                "192.0.2.07",
                "3221225991",
                "https://hooks.example.org/t/12",
                "https://hooks.example.org/t/1/",
                "hooks.example.org/t/1",
                "hooks.example.org",
                "general",
                "#General",
                "vendor 42",
                "Vendor  42",
            })
    void whatItDoesNotSayIsNotInIt(String value) {
        assertThat(LIST.contains(value)).isFalse();
    }

    @Test
    void aTextOfTheFormOfAnAccountThatIsNoneKeepsItsCase() {
        var list = new AllowList(Set.of(), List.of("AB12CDEFGHIJKLMNO"));
        assertThat(list.contains("AB12CDEFGHIJKLMNO")).isTrue();
        assertThat(list.contains("ab12cdefghijklmno")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.com",
                "*.",
                "*.*.example.com",
                "a.*.example.com",
                "*@example.com",
                "exаmple.com",
                " a",
                "a "
            })
    void anEntryThatWouldAllowMoreThanItSaysIsRefused(String entry) {
        assertThat(AllowList.fault(entry)).isPresent();
    }

    @Test
    void anEntryOfAnyLengthIsRefused() {
        assertThat(AllowList.fault("a".repeat(512))).isEmpty();
        assertThat(AllowList.fault("a".repeat(513))).isPresent();
    }
}
