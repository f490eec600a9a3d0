## A file that cannot be read

import-error-empty = The file is empty. Choose a file that has a header row and at least one row below it.
import-error-too-large = The file is larger than { $limit } MB. Split it into smaller files and import them one after another.
import-error-unreadable = The file could not be read. Upload it once more.
import-error-not-a-sheet = This is neither a CSV file nor an XLSX workbook. Save the table as CSV or XLSX and upload it again.
import-error-text-named-workbook = The file is called a workbook but holds plain text. Give it the ending .csv, or save it as an XLSX workbook.
import-error-workbook-named-text = The file is called a text file but holds a workbook. Give it the ending .xlsx, or save it as CSV.
import-error-protected = The workbook is protected with a password. Remove the password, save the workbook and upload it again.
import-error-old-workbook = This is a workbook of Excel 97–2003 (.xls). Open it and save it as XLSX.
import-error-other-workbook = This kind of workbook cannot be read. Save it as XLSX or CSV.
import-error-broken = The workbook is damaged. Open it in your spreadsheet program, save it as XLSX and upload it again.
import-error-bomb = The workbook unpacks to far more than it should, so it was not read. Copy the table into a new workbook and upload that.
import-error-entities = The workbook contains definitions that no spreadsheet program writes, so it was not read. Copy the table into a new workbook and upload that.
import-error-too-many-rows = The table has more than { $limit } rows. Split it into several files.
import-error-too-many-columns = The table has more than { $limit } columns. Remove those that are not needed.
import-error-cell-too-long = This cell has more than { $limit } characters. Shorten its text.
import-error-unknown-encoding = The letters of this file cannot be recognized. Save it as “CSV UTF-8” or as XLSX.
import-error-quote-not-closed = A quotation mark begins in this row and never ends. Close it or remove it.
import-error-not-utf8 = JSON is written in UTF-8, but this file is not. Save it as UTF-8.
import-error-broken-json = Here the file stops being JSON. Correct it, or export the objectives anew.
import-error-too-deep = Lists and objects nest deeper than { $limit } levels here. No export of objectives does that.
import-error-foreign-json = This is JSON, but not an export of objectives: “format” has to be “{ $format }”.
import-error-other-version = This export has the version { $version }, and only version { $known } can be read here.
import-error-no-objectives = The file holds no objectives.

# Before one of the messages above, when the place is known
import-error-in-row = Row { $line }: { $message }
import-error-in-cell = Cell { $cell }: { $message }
import-error-in-line = Line { $line }: { $message }
import-error-at-character = Line { $line }, character { $character }: { $message }

## A row that cannot be imported

import-row-missing-objective = The title of the objective is missing. Fill it in.
import-row-missing-key-result = The row has values of a key result but not its title. Fill it in or clear the values.
import-row-missing-period = The period is missing. Fill it in or choose a period for the whole file.
import-row-missing-target = The key result “{ $text }” has no target value. Fill it in.
import-row-too-long = “{ $text }” is too long. Shorten it to { $limit } characters.
import-row-control-characters = “{ $text }” contains invisible characters. Type the text anew.
import-row-not-a-number = “{ $text }” is not a number. Write digits only, for example 12.5.
import-row-ambiguous-number = “{ $text }” can be read in two ways. Choose the decimal mark in the import settings.
import-row-number-out-of-range = “{ $text }” has too many digits. Use at most 15 before the decimal mark and { $decimals } after it.
import-row-score-out-of-range = “{ $text }” is not a score. Scores go from 0 to 1, for example 0.7 or 70%.
import-row-weight-out-of-range = “{ $text }” is not a weight. Weights go from 0 to { $limit }.
import-row-confidence-out-of-range = “{ $text }” is not a confidence. Write a whole number from 0 to 100, or low, medium, high.
import-row-not-a-date = “{ $text }” is not a date. Write it as 2019-05-15.
import-row-ambiguous-date = In “{ $text }” the day and the month cannot be told apart. Choose their order in the import settings.
import-row-unknown-kind = “{ $text }” is not a kind of key result. Write percentage, absolute, binary, at least or at most.
import-row-kind-needs-details = A key result of the kind “{ $text }” cannot be created from a table. Choose another kind, or create it by hand first.
import-row-unknown-priority = “{ $text }” is not a priority. Write P0 to P{ $limit }, or critical, high, medium, low.
import-row-unknown-status = “{ $text }” is not a status. Write on track, behind, at risk or not started, or ignore the column.
import-row-unknown-visibility = “{ $text }” does not say who may see the objective. Write organization, workspace or private.
import-row-uncalculated = The formula in this cell has no result. Recalculate the workbook and save it, or write the value.
import-row-failed-formula = The formula in this cell fails with { $text }. Mend it or write the value.
import-row-same-key-twice = The key “{ $text }” already stands in row { $line }. Keep one of the two rows.
import-row-contradicts = Row { $line } says something else about the objective “{ $text }”. Make the two rows agree.
import-row-unknown-period = There is no period “{ $text }”. Write a quarter, half-year or year, such as 2019 Q2, or create the period first.
import-row-closed-period = The period “{ $text }” is closed and takes no changes.
import-row-ambiguous-person = Several people are called “{ $text }”. Choose one of them in the import settings, or write the e-mail address.
import-row-unknown-person = “{ $text }” is given an e-mail address that no account has. Correct the address in the mapping.
import-row-ambiguous-workspace = Several workspaces are called “{ $text }”. Give one of them another name.
import-row-unknown-parent = The objective above, “{ $text }”, is not there, or several have this title. Write its ID.
import-row-elsewhere-here = The key result “{ $text }” belongs to another objective here. Move it back in the file, or give the row no ID.
import-row-locked = The objective “{ $text }” is closed, halted or in the archive and takes no changes.
import-row-kind-fixed = The key result “{ $text }” has values already, so its kind stays as it is.
import-row-day-ahead = “{ $text }” lies in the future. A value is true for a day that has come.
import-row-not-of-kind = The kind of this key result does not take the value “{ $text }”. Clear the cell, or set the value on the objective’s page.
import-row-no-progress = The numbers of “{ $text }” give no progress. Baseline and target have to differ.
import-row-missing-value = Nothing stands here, but the field has to be filled in.
import-row-expected-text = “{ $text }” is not a text. Put it in quotation marks.
import-row-expected-list = “{ $text }” is not a list. Write it in square brackets.
import-row-expected-object = “{ $text }” is not an object. Write its fields in braces.
import-row-expected-truth = “{ $text }” is neither true nor false.
import-row-unknown-word = “{ $text }” is not a word of this field. Write one of these: { $words }.
import-row-not-an-id = “{ $text }” is not an ID. Take the field out, and something new is created.
import-row-too-many-parts = The list has more than { $limit } entries.
import-row-no-details = The key result “{ $text }” lacks its levels, milestones or limits.
import-row-no-measure = The numbers of “{ $text }” give no progress. Check the target, the limits, the levels and the points of the curve.

## A mapping that does not fit

import-mapping-no-such-column = The file has no column “{ $column }”. Check the mapping.
import-mapping-field-twice = The column “{ $column }” is mapped to a field that another column fills already. Keep one of the two.
import-mapping-no-objective = No column holds the titles of objectives. Choose one.
import-mapping-no-period = No column holds periods. Choose one, or choose a period for the whole file.
import-mapping-no-key-result = The column “{ $column }” belongs to key results, but no column holds their titles. Choose one, or ignore “{ $column }”.
import-mapping-no-reference = The column “{ $column }” says how rows belong together. That takes two columns: one for the reference of a row, one for the reference of the row above.

## Why a column was mapped as it was

import-guess-name = Recognised by its name
import-guess-part-of-name = Recognised by part of its name
import-guess-cells-differ = The name fits but the cells do not; check it
import-guess-projection = Ignored: a projection is not a result
import-guess-derived = Ignored: this figure is computed here
import-guess-taken-by-another = Ignored: another column fits better
import-guess-unknown-name = Ignored: the name was not recognised
import-guess-layout = Recognised as a column of { $product }

## Fields

import-field-ignore = Ignore
import-field-objective-key = Objective: ID
import-field-objective-title = Objective: title
import-field-objective-description = Objective: description
import-field-objective-owner = Objective: owner
import-field-objective-weight = Objective: weight
import-field-objective-priority = Objective: priority
import-field-parent-objective = Objective: parent
import-field-visibility = Objective: visibility
import-field-team = Workspace
import-field-period = Period
import-field-key-result-key = Key result: ID
import-field-key-result-title = Key result: title
import-field-key-result-description = Key result: description
import-field-kind = Key result: kind
import-field-unit = Key result: unit
import-field-baseline = Key result: baseline
import-field-target = Key result: target
import-field-value = Key result: current value
import-field-value-date = Key result: date of the value
import-field-weight = Key result: weight
import-field-priority = Key result: priority
import-field-owner = Key result: owner
import-field-contributors = Key result: contributors
import-field-confidence = Key result: confidence
import-field-comment = Key result: comment
import-field-status = Key result: status
import-field-mid-score = Score at mid-period
import-field-version = Version
import-field-row-reference = Row: reference
import-field-row-above = Row: reference of the row above
import-field-row-type = Row: objective or key result
import-field-final-score = Final score

## How cells are read

import-option-header-line = Row with the names of the columns
import-option-decimal-mark = Decimal mark
import-option-decimal-mark-auto = As each number shows
import-option-decimal-mark-point = Point: 1,234.5
import-option-decimal-mark-comma = Comma: 1.234,5
import-option-date-order = Order of day and month
import-option-date-order-auto = As each date shows
import-option-date-order-day-first = Day first: 31/12/2019
import-option-date-order-month-first = Month first: 12/31/2019
import-option-period = Period for rows without one
import-option-owner-separators = Between several owners in one cell
import-option-mid-date = Date of the scores at mid-period
import-option-mid-date-hint = The middle day of the period when left empty
import-option-final-date = Date of the final scores
import-option-final-date-hint = The last day of the period when left empty
import-option-repeat-above = An empty workspace, period or objective repeats the row above
import-option-people = E-mail addresses of people

## Report

import-report-more-errors =
    { $count ->
        [one] And { $count } more error.
       *[other] And { $count } more errors.
    }
