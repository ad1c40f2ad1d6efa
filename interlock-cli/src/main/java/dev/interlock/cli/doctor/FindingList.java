package dev.interlock.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.doctor.Finding.State;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.server.json.Json;
import java.util.List;

/** The findings as they are printed. */
public record FindingList(List<Finding> findings) {

    private static final int WIDTH = 8;

    public FindingList {
        findings = List.copyOf(findings);
    }

    public long count(State state) {
        return findings.stream().filter(finding -> finding.state() == state).count();
    }

    /** Prints the findings for people, by area, and how many there are. */
    public void print(Screen screen) {
        for (Area area : Area.values()) {
            List<Finding> here =
                    findings.stream().filter(finding -> finding.area() == area).toList();
            if (!here.isEmpty()) {
                screen.heading(area.heading());
                here.forEach(finding -> print(finding, screen));
                screen.blank();
            }
        }
        long problems = count(State.PROBLEM);
        String summary = Shown.plural(problems, "problem") + ", " + Shown.plural(count(State.WARNING), "warning");
        screen.line(problems > 0 ? screen.bad(summary) : summary);
    }

    private static void print(Finding finding, Screen screen) {
        String word = finding.state().key();
        String state = switch (finding.state()) {
            case OK -> screen.good(word);
            case WARNING -> screen.attention(word);
            case PROBLEM -> screen.bad(word);
        };
        screen.line("  " + state + " ".repeat(WIDTH - word.length()) + " " + Screen.printable(finding.place()) + ": "
                + Screen.printable(finding.text()));
        if (!finding.remedy().isEmpty()) {
            screen.line(" ".repeat(WIDTH + 3) + screen.dim("-> " + Screen.printable(finding.remedy())));
        }
    }

    /** Returns the findings as one object for programs. */
    public ObjectNode json() {
        ObjectNode all = Json.object();
        all.put("problems", count(State.PROBLEM)).put("warnings", count(State.WARNING));
        ArrayNode list = all.putArray("findings");
        for (Finding finding : findings) {
            list.addObject()
                    .put("area", finding.area().key())
                    .put("state", finding.state().key())
                    .put("place", finding.place())
                    .put("text", finding.text())
                    .put("remedy", finding.remedy());
        }
        return all;
    }
}
