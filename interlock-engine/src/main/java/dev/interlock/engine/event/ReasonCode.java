package dev.interlock.engine.event;

import java.util.Locale;

/**
 * The stable name of a reason. Agents, dashboards and tests rely on these names, so a code is never used again for something else.
 * The codes of findings and of refusals are two vocabularies: a name that is in both means the same in both.
 */
public sealed interface ReasonCode permits FindingCode, RefusalCode {

    /** The name of the constant. */
    String name();

    /** The code as it is written outside: lower case with hyphens. */
    default String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
