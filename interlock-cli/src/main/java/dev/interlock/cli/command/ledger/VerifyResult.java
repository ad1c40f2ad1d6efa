package dev.interlock.cli.command.ledger;

import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.verify.Finding;
import dev.interlock.ledger.verify.Report;
import dev.interlock.server.render.Paint;
import dev.interlock.server.render.Sheet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of verifying, for people and for programs.
 *
 * @param nonsense entries that make no sense, also those that the report explains as changed
 * @param unnamed the pseudonyms that have no name, with the first entry of each
 * @param opened whether texts and names are beside the entries
 * @param kept how many checkpoints were given from elsewhere
 * @param nanos how long it took
 */
record VerifyResult(
        Report report,
        List<EventCheck.Nonsense> nonsense,
        Map<String, Long> unnamed,
        boolean opened,
        LedgerKey key,
        int kept,
        long nanos) {

    private static final String NAME_MISSING = "name-missing";

    private static final String SENSELESS =
            "the hashes are correct, so it was recorded like this; use the version of interlock "
                    + "that wrote it, or report a bug";

    private static final String UNNAMED =
            "restore the names from a backup; until then, no one can tell whom the entries refer to";

    /** The fewest entries for which a rate is shown: that of fewer says more about how a program starts. */
    private static final long WORTH_A_RATE = 10_000;

    boolean sound() {
        return report instanceof Report.Verified && nonsense.isEmpty() && unnamed.isEmpty();
    }

    /** The lines for people. */
    List<String> lines(Paint paint, int width) {
        var sheet = new Sheet(width, paint);
        sheet.title(sound() ? paint.permit("verified") : paint.deny("damaged"));
        sheet.blank();
        sheet.line("ledger", key.key().name());
        switch (report) {
            case Report.Verified verified -> {
                long open = verified.size() - verified.attested();
                sheet.line(
                        "entries",
                        number(verified.size())
                                + (open == 0 ? "" : ", the last " + number(open) + " of them not yet signed"));
                sheet.line("root", verified.root().toBase64() + " at size " + number(verified.attested()));
                sheet.line(
                        "checkpoints",
                        number(verified.checkpoints()) + (kept == 0 ? "" : ", " + kept + " of them kept elsewhere"));
            }
            case Report.Broken broken -> {
                sheet.line("entries", number(broken.size()) + " could be read in order");
                for (Finding finding : broken.findings()) {
                    finding(sheet, paint, kind(finding), finding.problem(), finding.remedy());
                }
            }
        }
        for (EventCheck.Nonsense one : unexplained()) {
            finding(sheet, paint, "not-an-event", one.problem(), SENSELESS);
        }
        unnamed.forEach((pseudonym, first) -> finding(sheet, paint, NAME_MISSING, unnamed(pseudonym, first), UNNAMED));
        if (!opened) {
            sheet.line("names", "and texts were not read: the entries hold only commitments to them");
        }
        sheet.line("key", key.key().format());
        if (key.own()) {
            sheet.line("key", "found next to the ledger; compare it with the one that its owner gave you");
        }
        sheet.line("time", time());
        return sheet.lines();
    }

    private static String unnamed(String pseudonym, long first) {
        return "the name under the pseudonym `" + pseudonym + "` is missing; entry " + first
                + " is the first that has it";
    }

    private static void finding(Sheet sheet, Paint paint, String kind, String problem, String remedy) {
        sheet.item("found", "", paint.deny(kind) + "  " + problem);
        sheet.item("", "  ", remedy);
    }

    private String time() {
        long size = switch (report) {
            case Report.Verified verified -> verified.size();
            case Report.Broken broken -> broken.size();
        };
        double seconds = Math.max(nanos, 1) / 1e9;
        return String.format(Locale.ROOT, "%.2f s", seconds)
                + (size < WORTH_A_RATE ? "" : ", " + number((long) (size / seconds)) + " entries/s");
    }

    /** Returns the result as one object, in one line. */
    List<String> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("ledger", key.key().name());
        json.put("verified", sound());
        json.put("nanoseconds", nanos);
        List<Object> findings = new ArrayList<>();
        switch (report) {
            case Report.Verified verified -> {
                json.put("size", verified.size());
                json.put("attested", verified.attested());
                json.put("root", verified.root().toBase64());
                json.put("checkpoints", (long) verified.checkpoints());
            }
            case Report.Broken broken -> {
                json.put("size", broken.size());
                broken.findings()
                        .forEach(f -> findings.add(finding(kind(f), f.first(), f.last(), f.problem(), f.remedy())));
            }
        }
        unexplained().forEach(n -> findings.add(finding("not-an-event", n.index(), n.index(), n.problem(), SENSELESS)));
        unnamed.forEach((pseudonym, first) ->
                findings.add(finding(NAME_MISSING, first, first, unnamed(pseudonym, first), UNNAMED)));
        json.put("findings", findings);
        json.put("opened", opened);
        return List.of(new String(CanonicalJson.encode(json), StandardCharsets.UTF_8));
    }

    private static Map<String, Object> finding(String kind, long first, long last, String problem, String remedy) {
        return Map.of("kind", kind, "first", first, "last", last, "problem", problem, "remedy", remedy);
    }

    /** Returns the nonsense outside the entries that are known to have been changed: no wonder that those make no sense. */
    private List<EventCheck.Nonsense> unexplained() {
        return switch (report) {
            case Report.Verified verified -> nonsense;
            case Report.Broken broken ->
                nonsense.stream()
                        .filter(n -> broken.findings().stream()
                                .noneMatch(f -> f.first() <= n.index() && n.index() <= f.last()))
                        .toList();
        };
    }

    private static String kind(Finding finding) {
        return finding.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
