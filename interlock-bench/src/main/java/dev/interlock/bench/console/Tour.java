package dev.interlock.bench.console;

import java.util.LinkedHashMap;
import java.util.Map;

/** The addresses of all kinds of pages, each where it has most to show on a record. */
final class Tour {

    private Tour() {}

    /** The pages by their names. */
    static Map<String, String> of(History.Ids ids) {
        String agent = Site.agent(History.BUSY_AGENT);
        String entries = "ledger?before=" + ids.entries() / 2;
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("now", "");
        pages.put("now, four hours", "?span=4h");
        pages.put("inbox", "inbox");
        pages.put("a hold", "holds/h-" + ids.held());
        pages.put("a call that was stopped", "calls/c-" + ids.denied());
        pages.put("a call", "calls/c-" + ids.permitted());
        pages.put("tasks", "tasks");
        pages.put("a task", "tasks/t-" + ids.lastTask());
        pages.put("a task with thousands of calls", "tasks/t-" + ids.longTask());
        pages.put("objects", "objects");
        pages.put("objects by their beginning", "objects?type=record&q=R-19");
        pages.put("an object", "objects/record/R-42");
        pages.put("an object with a long life", "objects/record/" + History.BUSY_RECORD);
        pages.put("parties", "parties");
        pages.put("an agent", "parties/" + Site.agent(1));
        pages.put("an agent with a long history", "parties/" + agent);
        pages.put("a person", "parties/" + Site.APPROVER);
        pages.put("leases", "leases");
        pages.put("rules", "rules");
        pages.put("a rule that stopped many", "rules/REC-01");
        pages.put("a rule that held many", "rules/REC-02");
        pages.put("playground", "playground");
        pages.put("ledger", "ledger");
        pages.put("ledger, the middle", entries);
        pages.put("ledger, calls that were stopped, the middle", entries + "&verdict=denied");
        pages.put("ledger, an agent and a type", entries + "&party=" + agent + "&kind=call-reserved");
        pages.put("ledger, two that never meet", entries + "&kind=task-ended&verdict=permitted");
        pages.put("ledger, an object", entries + "&object=record/" + History.BUSY_RECORD);
        pages.put("an entry", "ledger/" + ids.entries() / 3);
        pages.put("break-glass", "break-glass");
        pages.put("settings", "settings");
        pages.put("more", "more");
        return pages;
    }

    /** The resources that take longest of each page, by name: paths below {@code /v1}, as the API alone answers them. */
    static Map<String, String> parts(History.Ids ids) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("lanes of a quarter of an hour", "timeline");
        parts.put("lanes of four hours", "timeline?seconds=14400");
        parts.put("picture of a call that was stopped", "calls/c-" + ids.denied() + "/picture");
        parts.put("picture of a call", "calls/c-" + ids.permitted() + "/picture");
        parts.put("picture of a task with thousands of calls", "tasks/t-" + ids.longTask() + "/picture");
        parts.put("overview", "overview");
        parts.put("holds that may be answered", "holds?state=open&mayAnswer=true&limit=50");
        parts.put("holds that are over soonest", "holds?state=open&order=soonest&limit=50");
        return parts;
    }
}
