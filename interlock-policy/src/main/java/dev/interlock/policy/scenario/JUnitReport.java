package dev.interlock.policy.scenario;

import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.TextRenderer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scenarios as JUnit XML, which pipelines show as tests: a suite for each file, a case for each scenario. A scenario that
 * comes out differently is a failure, mistakes in a file are errors. The same report gives the same bytes.
 */
public final class JUnitReport {

    private record Case(String name, int line, String kind, List<Diagnostic> diagnostics) {
        private boolean is(String other) {
            return kind.equals(other);
        }
    }

    private JUnitReport() {}

    /** The report of a bundle whose scenarios were played. */
    public static String xml(String bundle, ScenarioReport report) {
        Map<String, List<Case>> suites = new TreeMap<>();
        for (ScenarioReport.Outcome outcome : report.outcomes()) {
            String kind = outcome.passed() ? "" : outcome.differences().isEmpty() ? "skipped" : "failure";
            suites.computeIfAbsent(outcome.file(), any -> new ArrayList<>())
                    .add(new Case(outcome.name(), outcome.line(), kind, outcome.differences()));
        }
        mistakes(report)
                .forEach((file, found) -> suites.computeIfAbsent(file, any -> new ArrayList<>())
                        .add(
                                0,
                                new Case(
                                        "the file has no errors",
                                        found.get(0).place().line(),
                                        "error",
                                        found)));
        return document(bundle, suites);
    }

    /** The report of a bundle that was rejected, so that nothing was played. */
    public static String rejected(String bundle, List<Diagnostic> diagnostics) {
        List<Diagnostic> errors =
                diagnostics.stream().filter(Diagnostic::isError).toList();
        return document(bundle, Map.of("bundle", List.of(new Case("the bundle has no errors", 1, "error", errors))));
    }

    /** The errors in files, without the differences of scenarios. */
    private static Map<String, List<Diagnostic>> mistakes(ScenarioReport report) {
        List<Diagnostic> differences = report.outcomes().stream()
                .flatMap(o -> o.differences().stream())
                .toList();
        Map<String, List<Diagnostic>> out = new LinkedHashMap<>();
        for (Diagnostic d : report.diagnostics()) {
            if (d.isError() && !differences.contains(d)) {
                out.computeIfAbsent(d.place().file().shown(), any -> new ArrayList<>())
                        .add(d);
            }
        }
        return out;
    }

    private static String document(String bundle, Map<String, List<Case>> suites) {
        List<Case> all = suites.values().stream().flatMap(List::stream).toList();
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.append("<testsuites name=\"")
                .append(escape(bundle))
                .append('"')
                .append(counts(all))
                .append(">\n");
        suites.forEach((file, cases) -> {
            out.append("  <testsuite name=\"").append(escape(file)).append('"');
            out.append(counts(cases)).append(">\n");
            cases.forEach(c -> testcase(file, c, out));
            out.append("  </testsuite>\n");
        });
        return out.append("</testsuites>\n").toString();
    }

    private static String counts(List<Case> cases) {
        return " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\""
                .formatted(cases.size(), count(cases, "failure"), count(cases, "error"), count(cases, "skipped"));
    }

    private static long count(List<Case> cases, String kind) {
        return cases.stream().filter(c -> c.is(kind)).count();
    }

    private static void testcase(String file, Case test, StringBuilder out) {
        out.append("    <testcase classname=\"").append(escape(file));
        out.append("\" name=\"").append(escape(test.name()));
        out.append("\" file=\"").append(escape(file));
        out.append("\" line=\"").append(test.line()).append('"');
        if (test.kind().isEmpty()) {
            out.append("/>\n");
            return;
        }
        out.append(">\n      <").append(test.kind()).append(" message=\"");
        if (test.diagnostics().isEmpty()) {
            out.append("not played: the file has mistakes\"/>\n");
        } else {
            Diagnostic first = test.diagnostics().get(0);
            out.append(escape(first.place() + ": " + first.message() + "; " + first.remedy()));
            out.append("\" type=\"").append(first.check().code()).append("\">");
            out.append(
                    escape(new TextRenderer(false).render(test.diagnostics())).replace("&#10;", "\n"));
            out.append("</").append(test.kind()).append(">\n");
        }
        out.append("    </testcase>\n");
    }

    /** The text in XML; characters that XML 1.0 does not allow at all are replaced. */
    private static String escape(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\n' -> out.append("&#10;");
                case '\t' -> out.append("&#9;");
                default -> out.appendCodePoint(isAllowed(c) ? c : 0xfffd);
            }
        });
        return out.toString();
    }

    private static boolean isAllowed(int c) {
        return (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) || c >= 0x10000;
    }
}
