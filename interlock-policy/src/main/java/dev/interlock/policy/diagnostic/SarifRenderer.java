package dev.interlock.policy.diagnostic;

import dev.interlock.policy.yaml.Place;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Diagnostics as SARIF 2.1.0 (OASIS), which code hosts show beside the lines. The same diagnostics give the same bytes.
 */
public final class SarifRenderer {

    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private final String version;
    private final String folder;

    /**
     * @param version the version of Interlock
     * @param folder the folder that shown paths are put below: the bundle's folder as seen from the root of the repository, with
     *     {@code /}; empty when they are shown from there
     */
    public SarifRenderer(String version, String folder) {
        this.version = version;
        this.folder = folder;
    }

    /** Renders one run with the checks that reported something, and a result for each diagnostic. */
    public String render(List<Diagnostic> diagnostics) {
        List<Check> checks = List.copyOf(
                new TreeSet<>(diagnostics.stream().map(Diagnostic::check).toList()));
        List<String> rules = checks.stream().map(SarifRenderer::rule).toList();
        List<String> results = diagnostics.stream()
                .map(d -> result(d, checks.indexOf(d.check())))
                .toList();
        return """
            {
              "$schema": %s,
              "version": "2.1.0",
              "runs": [
                {
                  "tool": {
                    "driver": {
                      "name": "interlock",
                      "version": %s,
                      "rules": %s
                    }
                  },
                  "columnKind": "unicodeCodePoints",
                  "results": %s
                }
              ]
            }
            """.formatted(
                JsonString.of(SCHEMA), JsonString.of(version), list(rules, "            "), list(results, "        "));
    }

    private static String list(List<String> items, String indent) {
        if (items.isEmpty()) {
            return "[]";
        }
        return "[\n" + indent + String.join(",\n" + indent, items) + "\n" + indent.substring(2) + "]";
    }

    private static String rule(Check check) {
        String text = CheckText.of(check);
        return "{\"id\": " + JsonString.of(check.code()) + ", \"name\": " + JsonString.of(CheckText.name(check))
                + ", \"shortDescription\": " + message(text) + ", \"help\": "
                + message("`interlock check` says at each place what to write instead.") + "}";
    }

    private String result(Diagnostic d, int rule) {
        List<String> related = new ArrayList<>();
        for (Label label : d.labels()) {
            related.add("{\"id\": " + (related.size() + 1) + ", \"physicalLocation\": " + location(label.place())
                    + ", \"message\": " + message(label.text()) + "}");
        }
        return "{\"ruleId\": " + JsonString.of(d.check().code()) + ", \"ruleIndex\": " + rule + ", \"level\": "
                + JsonString.of(d.severity().text()) + ", \"message\": "
                + message(d.message() + "\nhelp: " + d.remedy())
                + ", \"locations\": [{\"physicalLocation\": " + location(d.place()) + "}]"
                + (related.isEmpty() ? "" : ", \"relatedLocations\": [" + String.join(", ", related) + "]") + "}";
    }

    private static String message(String text) {
        return "{\"text\": " + JsonString.of(text) + "}";
    }

    private String location(Place place) {
        return "{\"artifactLocation\": {\"uri\": "
                + JsonString.of(uri(place.file().shown())) + "}, \"region\": {\"startLine\": "
                + place.line() + ", \"startColumn\": " + place.column() + ", \"endColumn\": "
                + (place.column() + place.length()) + "}}";
    }

    private String uri(String path) {
        String whole = folder.isEmpty() ? path : folder + "/" + path;
        try {
            return new URI(null, null, whole, null).toASCIIString();
        } catch (URISyntaxException e) {
            // A relative path whose first step has a colon looks like a scheme.
            return "./" + whole.replace(":", "%3A").replace(" ", "%20");
        }
    }
}
