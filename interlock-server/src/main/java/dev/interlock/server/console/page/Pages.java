package dev.interlock.server.console.page;

import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.page.call.CallPage;
import dev.interlock.server.console.page.call.TasksPage;
import dev.interlock.server.console.page.find.FindPage;
import dev.interlock.server.console.page.find.MorePage;
import dev.interlock.server.console.page.hold.HoldPage;
import dev.interlock.server.console.page.hold.InboxPage;
import dev.interlock.server.console.page.lane.LanesPage;
import dev.interlock.server.console.page.now.NowPage;
import dev.interlock.server.console.page.party.LeasesPage;
import dev.interlock.server.console.page.party.PartiesPage;
import dev.interlock.server.console.page.playground.PlaygroundPage;
import dev.interlock.server.console.page.record.LedgerPage;
import dev.interlock.server.console.page.rule.RulesPage;
import dev.interlock.server.console.page.setting.PasskeysPage;
import dev.interlock.server.console.page.setting.SettingsPage;
import dev.interlock.server.console.page.start.StartPage;
import dev.interlock.server.console.page.thing.ObjectsPage;
import java.util.Map;

/** The table of all pages, by the first segment of their paths. */
public final class Pages {

    private Pages() {}

    public static Map<String, Page> of(Frames frames) {
        return Map.ofEntries(
                Map.entry("", new NowPage(frames)),
                Map.entry("calls", new CallPage(frames)),
                Map.entry("tasks", new TasksPage(frames)),
                Map.entry("holds", new HoldPage(frames)),
                Map.entry("inbox", new InboxPage(frames)),
                Map.entry("break-glass", new LanesPage(frames)),
                Map.entry("ledger", new LedgerPage(frames)),
                Map.entry("objects", new ObjectsPage(frames)),
                Map.entry("parties", new PartiesPage(frames)),
                Map.entry("leases", new LeasesPage(frames)),
                Map.entry("find", new FindPage(frames)),
                Map.entry("more", new MorePage(frames)),
                Map.entry("settings", new SettingsPage(frames)),
                Map.entry("passkeys", new PasskeysPage(frames)),
                Map.entry("start", new StartPage(frames)),
                Map.entry("rules", new RulesPage(frames)),
                Map.entry("playground", new PlaygroundPage(frames)));
    }
}
