package dev.interlock.e2e.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A walk through all pages that somebody can reach by links, who is signed in in a window. Pages are read by a script of the window, which follows no form. */
final class Crawl {

    /** The most pages of one kind: two calls are shown by the same page. */
    private static final int MOST_OF_A_KIND = 4;

    private static final String READ = """
        async path => {
          const reply = await fetch(path);
          const isPage = reply.headers.get('content-type').startsWith('text/html');
          const html = new DOMParser().parseFromString(isPage ? await reply.text() : '', 'text/html');
          const here = new URL(path, location.href);
          const buttons = form => [...form.elements].filter(each => each.type === 'submit' && !each.disabled && each.ariaHidden !== 'true');
          return {
            status: reply.status,
            isPage,
            links: [...html.querySelectorAll('a[href]')].map(link => new URL(link.getAttribute('href'), here))
              .filter(url => url.origin === location.origin).map(url => url.pathname + url.search),
            forms: [...html.querySelectorAll('form')].filter(form => form.getAttribute('method') === 'post')
              .flatMap(form => buttons(form).map(button => ({
                action: new URL(form.getAttribute('action'), here).pathname,
                button: button.name, value: button.value, says: button.textContent.trim(),
                fields: [...new FormData(form)].map(([name, value]) => [name, String(value)]).filter(([name]) => name !== 'form-token')
                  .concat([...form.elements].filter(each => each.type === 'checkbox').map(each => [each.name, each.value])),
              }))),
          };
        }
        """;

    private final Window window;

    /** The pages that were read. */
    final List<String> pages = new ArrayList<>();

    /** The buttons that are on them. */
    final List<Button> buttons = new ArrayList<>();

    /** The pages that were not there, with their status. */
    final List<String> missing = new ArrayList<>();

    /**
     * A button that sends a form.
     *
     * @param fields pairs of name and value, as the page has filled them in and with all boxes chosen, and that of the button
     */
    record Button(String page, String action, String says, List<List<String>> fields) {}

    private Crawl(Window window) {
        this.window = window;
    }

    /** @param first paths to begin with, beside those that each page of the navigation has */
    static Crawl of(Window window, List<String> first) {
        var crawl = new Crawl(window);
        crawl.walk(first);
        return crawl;
    }

    private void walk(List<String> first) {
        var waiting = new ArrayDeque<>(first);
        Set<String> known = new LinkedHashSet<>(first);
        Map<String, Integer> kinds = new HashMap<>();
        while (!waiting.isEmpty()) {
            String path = waiting.remove();
            if (kinds.merge(kind(path), 1, Integer::sum) > MOST_OF_A_KIND) {
                continue;
            }
            read(path).stream()
                    .filter(link -> link.startsWith("/console")
                            && !link.startsWith("/console/sign-in")
                            && !link.contains("/assets/"))
                    .filter(known::add)
                    .forEach(waiting::add);
        }
    }

    /** The path without what it is about, and the names of its parameters. */
    private static String kind(String path) {
        String[] parts = path.split("\\?", 2);
        List<String> segments = List.of(parts[0].split("/"));
        String kind = segments.stream().limit(3).collect(Collectors.joining("/")) + segments.size();
        return parts.length == 1 ? kind : kind + parts[1].replaceAll("=[^&]*", "");
    }

    private List<String> read(String path) {
        Map<?, ?> page = (Map<?, ?>) window.page().evaluate(READ, path);
        if (page.get("isPage").equals(true)) {
            pages.add(path);
        }
        if (!page.get("status").equals(200)) {
            missing.add(path + " " + page.get("status"));
        }
        for (Object each : (List<?>) page.get("forms")) {
            buttons.add(button(path, (Map<?, ?>) each));
        }
        return ((List<?>) page.get("links")).stream().map(String::valueOf).toList();
    }

    private static Button button(String page, Map<?, ?> form) {
        var fields = new ArrayList<List<String>>();
        for (Object field : (List<?>) form.get("fields")) {
            fields.add(((List<?>) field).stream().map(String::valueOf).toList());
        }
        String name = String.valueOf(form.get("button"));
        if (!name.isEmpty()) {
            fields.add(List.of(name, String.valueOf(form.get("value"))));
        }
        return new Button(page, String.valueOf(form.get("action")), String.valueOf(form.get("says")), fields);
    }
}
