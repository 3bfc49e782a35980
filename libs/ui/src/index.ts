export { asset, dsfrAsset, dsfrMount, ownMount, staticFolders, stylesheets } from './assets.js';
export type { StaticFolder } from './assets.js';
export { BarsPicture } from './charts/bars-picture.js';
export type { BarRow, BarsPictureProps } from './charts/bars-picture.js';
export { DaysLeft } from './charts/days-left.js';
export { MonthsPicture, monthWords } from './charts/months-picture.js';
export type { MonthCount, MonthsPictureProps } from './charts/months-picture.js';
export { HoursGauge } from './charts/hours-gauge.js';
export { LifeTimeline } from './charts/life-timeline.js';
export type { LifeTimelineProps } from './charts/life-timeline.js';
export type { CalendarLane, CalendarMark, MarkTone } from './charts/calendar-picture.js';
export { ProgressCurve } from './charts/progress-curve.js';
export type { CurveProps } from './charts/progress-curve.js';
export { YearPicture } from './charts/year-picture.js';
export type { YearPictureProps } from './charts/year-picture.js';
export { Button, ButtonLink, Buttons, CsrfField, PostButton, PostForm } from './components/button.js';
export type { ButtonKind } from './components/button.js';
export { Accordion, Accordions, Facts, Progress, Table, Tag, Timeline } from './components/content.js';
export type { Column, TimelineEntry } from './components/content.js';
export { Checkbox, CheckboxGroup, Fieldset, FieldsetElement, Input, RadioGroup, Select, Textarea } from './components/form.js';
export type { Choice, Option } from './components/form.js';
export { Alert, Badge, Callout, ErrorSummary, errorOf, FieldMessages } from './components/message.js';
export type { BadgeTone, FieldError, Severity } from './components/message.js';
export { Breadcrumb, Card, Pagination, Stepper, Summary, Tabs, Tile } from './components/navigation.js';
export type { Crumb, Tab } from './components/navigation.js';
export {
  dayOfInstant, daysBetween, formatCount, formatDay, formatDays, formatDaysLeft, formatFileSize, formatHash, formatInstant, formatList,
  formatMinutes, formatNumber, formatSecond, formatShare, formatTime, maskEmail, plural, telephone,
} from './format.js';
export type { DayStyle } from './format.js';
export { countWords, maxMailWords, maxSubjectLength, placedSubject, renderMail } from './mail.js';
export type { Mail, MailContent } from './mail.js';
export { brokenPageLaws } from './page-laws.js';
export { renderPage } from './render.js';
export { serviceName, Shell, sitePaths } from './shell.js';
export type { Flash, Frame, NavigationLink } from './shell.js';
