package dev.interlock.server.identity.spiffe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://example.org",
                "spiffe://example.org/agents/clerk",
                "spiffe://e_x-a.m/A.b-c_9/...",
                "spiffe://1.2.3.4/x"
            })
    void isAnId(String text) {
        assertThat(SpiffeId.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spiffe:",
                "spiffe://",
                "spiffe:///x",
                "https://example.org/x",
                "example.org/x",
                "spiffe://example.org/",
                "spiffe://example.org/x/",
                "spiffe://example.org//x",
                "spiffe://example.org/./x",
                "spiffe://example.org/x/..",
                "spiffe://user@example.org/x",
                "spiffe://example.org:443/x",
                "spiffe://example.org/x?a=b",
                "spiffe://example.org/x#y",
                "spiffe://example.org/a%20b",
                "spiffe://ex%41mple.org/x",
                "spiffe://[::1]/x",
                "spiffe://example.org/ä",
                "spiffe://exämple.org/x",
                "spiffe://\u212Aelvin.org/x",
                " spiffe://example.org/x",
                "spiffe://example.org/x\n"
            })
    void isNone(String text) {
        assertThat(SpiffeId.parse(text)).isEmpty();
    }

    @Test
    void schemeAndDomainAreComparedWithoutCaseAndThePathWith() {
        assertThat(SpiffeId.parse("SPIFFE://Example.ORG/Clerk"))
                .isEqualTo(SpiffeId.parse("spiffe://example.org/Clerk"));
        assertThat(SpiffeId.parse("spiffe://example.org/Clerk"))
                .isNotEqualTo(SpiffeId.parse("spiffe://example.org/clerk"));
    }

    @Test
    void idsHaveALongestLength() {
        String begin = "spiffe://example.org/";
        assertThat(SpiffeId.parse(begin + "x".repeat(2048 - begin.length()))).isPresent();
        assertThat(SpiffeId.parse(begin + "x".repeat(2049 - begin.length()))).isEmpty();
        assertThat(TrustDomain.parse("x".repeat(255))).isPresent();
        assertThat(TrustDomain.parse("x".repeat(256))).isEmpty();
    }

    @Test
    void whatClaimsToBeAnIdIsToldApart() {
        assertThat(SpiffeId.isSpiffe("SpIfFe://")).isTrue();
        assertThat(SpiffeId.isSpiffe("system:serviceaccount:a:b")).isFalse();
    }
}
