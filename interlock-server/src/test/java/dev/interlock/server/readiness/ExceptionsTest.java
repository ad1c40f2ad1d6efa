package dev.interlock.server.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Severity;
import dev.interlock.policy.yaml.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExceptionsTest {

    private static final Finding PAYER = finding(Severity.ERROR, Check.APPROVAL_BY_NOBODY, "payer");
    private static final Finding CLERK = finding(Severity.ERROR, Check.APPROVAL_BY_NOBODY, "clerk");
    private static final Finding LANE = finding(Severity.ERROR, Check.LANE_NOBODY_ACTS, "");
    private static final Finding DOUBT = finding(Severity.WARNING, Check.ATTRIBUTE_MISSING, "payer");

    private static Finding finding(Severity severity, Check check, String name) {
        return new Finding(
                new Diagnostic(severity, check, new SourceFile("f.yaml", "").start(), "it cannot work", "mend it"),
                name);
    }

    private static Exceptions.Made made(List<String> named) {
        return Exceptions.of(named).orElseThrow().make(List.of(PAYER, CLERK, LANE, DOUBT));
    }

    @Test
    void whatIsNamedIsLetPassAndNothingElse() {
        Exceptions.Made made = made(List.of("IL-0322:payer"));
        assertThat(made.excepted()).containsExactly(PAYER);
        assertThat(made.standing()).containsExactly(CLERK, LANE, DOUBT);
        assertThat(made.hasErrors()).isTrue();
        assertThat(made.unused()).isEmpty();
    }

    @Test
    void aCodeAloneIsForAllOfItsKind() {
        Exceptions.Made made = made(List.of("IL-0322", "IL-0350"));
        assertThat(made.excepted()).containsExactly(PAYER, CLERK, LANE);
        assertThat(made.hasErrors()).isFalse();
        assertThat(made.standing()).containsExactly(DOUBT);
    }

    @Test
    void anExceptionThatExceptsNothingIsTold() {
        assertThat(made(List.of("IL-0322:nobody", "IL-0300:payer", "IL-0322")).unused())
                .containsExactly("IL-0322:nobody", "IL-0300:payer");
    }

    @Test
    void anythingElseIsNoException() {
        assertThat(Exceptions.of(List.of("payer"))).isEmpty();
        assertThat(Exceptions.of(List.of("IL-322:payer"))).isEmpty();
        assertThat(Exceptions.of(List.of("IL-0322:"))).isEmpty();
        assertThat(Exceptions.of(List.of())).isPresent();
    }
}
