package org.halfinverse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages lead to each other both as they lie in the sources and in the site that is made of them. */
class SitePagesTest {
    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern MENU = Pattern.compile("href=\"(?!apidocs/)([\\w/-]+)\\.html\"");

    @Test
    void everyPageIsInTheMenu() throws IOException {
        Set<String> menu = new TreeSet<>();
        Matcher item = MENU.matcher(Files.readString(Path.of("src/site/site.xml")));
        while (item.find()) {
            menu.add(item.group(1) + ".md");
        }
        assertEquals(names(), menu);
    }

    /** A site knows its own pages and resources alone, and names headings in its own way: links to one need an anchor. */
    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (String page : names()) {
            Matcher link = LINK.matcher(Files.readString(PAGES.resolve(page)));
            while (link.find()) {
                if (!leadsSomewhere(page, link.group(1))) {
                    broken.add(page + " → " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void theReadmeLeadsToPagesAndAnchorsThatAreThere() throws IOException {
        Matcher link =
                Pattern.compile("]\\(src/site/markdown/([^)]+)\\)").matcher(Files.readString(Path.of("README.md")));
        int found = 0;
        while (link.find()) {
            assertTrue(leadsSomewhere("index.md", link.group(1)), link.group(1));
            found++;
        }
        assertTrue(found > 0);
    }

    /** Commands stand in fences, are Bash and name files that are there, so that scripts/dev/check-pages can run them all. */
    @Test
    void everyCommandOfThePagesCanBeRunByTheCheckOfThem() throws IOException, InterruptedException {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "python3")));
        assumeTrue(there, "there is no python3");
        Process check = new ProcessBuilder("scripts/dev/check-pages", "--list")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String complaints = new String(check.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("", complaints.strip());
        assertEquals(0, check.waitFor());
    }

    private static boolean leadsSomewhere(String page, String link) throws IOException {
        if (link.startsWith("https://") || link.startsWith("apidocs/")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        String target = parts[0].isEmpty() ? page : parts[0];
        if (!target.endsWith(".md")) {
            return Files.exists(Path.of("src/site/resources", target));
        }
        Path file = PAGES.resolve(target);
        return names().contains(target)
                && (parts.length == 1 || Files.readString(file).contains("<a id=\"" + parts[1] + "\"></a>\n\n#"));
    }

    private static Set<String> names() throws IOException {
        try (Stream<Path> pages = Files.walk(PAGES)) {
            return pages.filter(Files::isRegularFile)
                    .map(page -> PAGES.relativize(page).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
