//! 图表: data that the server draws.

use serde::{Deserialize, Serialize};

use crate::{ClauseId, Date, Refusal};

/// The most series of a chart.
pub const MAX_SERIES: usize = 12;
/// The most categories of a chart.
pub const MAX_CATEGORIES: usize = 40;
/// The most rows, steps, events or nodes.
pub const MAX_ROWS: usize = 60;

/// A figure: its title is the document's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What is drawn.
    #[serde(flatten)]
    pub drawing: Drawing,
    /// 文字等价内容: all that the figure says, in sentences.
    pub text: String,
    /// The one unit of its numbers: `元/月`.
    #[serde(default)]
    pub unit: Option<String>,
    /// A remark, one line below the drawing.
    #[serde(default)]
    pub note: Option<String>,
}

/// The kinds of figure, with their data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Drawing {
    /// 柱状图, one series
    Bar(Chart),
    /// 分组柱状图
    GroupedBar(Chart),
    /// 堆叠柱状图
    StackedBar(Chart),
    /// 折线图
    Line(Chart),
    /// 占比, one series of numbers, none of them negative and not all 0
    Share(Chart),
    /// 时间轴
    Timeline {
        /// In the order of days.
        events: Vec<TimelineEvent>,
    },
    /// 金额阶梯: 收入越高补贴越少
    Ladder {
        /// The unit of `from` and `to`.
        #[serde(default)]
        input_unit: Option<String>,
        /// From the lowest.
        steps: Vec<LadderStep>,
    },
    /// 前后对比
    BeforeAfter {
        /// 旧政策
        #[serde(default)]
        before_label: Option<String>,
        /// 新政策
        #[serde(default)]
        after_label: Option<String>,
        /// What is compared.
        rows: Vec<ComparedItem>,
    },
    /// 流程
    Flow {
        /// The stations.
        nodes: Vec<FlowNode>,
        /// The ways between them.
        links: Vec<FlowLink>,
    },
    /// 表格
    Table {
        /// The heads of the columns.
        columns: Vec<String>,
        /// As many cells as columns.
        rows: Vec<Vec<String>>,
    },
}

/// Numbers by category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// The names along the axis.
    pub categories: Vec<String>,
    /// As many values each as there are categories.
    pub series: Vec<Series>,
}

/// One row of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// 系列名称
    pub name: String,
    /// Finite numbers, in the figure's unit.
    pub values: Vec<f64>,
}

/// A day on which something happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEvent {
    /// The day.
    pub on: Date,
    /// What happens.
    pub text: String,
    /// The clause that says so, in the first cited policy.
    #[serde(default)]
    pub clause: Option<ClauseId>,
}

/// What one gets between two bounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LadderStep {
    /// The lower bound.
    pub from: f64,
    /// The upper bound; `None` is “and above”, only in the last step.
    #[serde(default)]
    pub to: Option<f64>,
    /// The amount, in the figure's unit.
    pub amount: f64,
    /// What more is to be said of the step, in words.
    #[serde(default)]
    pub text: Option<String>,
    /// The clause that says so, in the first cited policy.
    #[serde(default)]
    pub clause: Option<ClauseId>,
}

/// One line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedItem {
    /// What is compared.
    pub item: String,
    /// 旧政策
    pub before: String,
    /// 新政策
    pub after: String,
    /// The clause that says so, in the first cited policy.
    #[serde(default)]
    pub clause: Option<ClauseId>,
}

/// A station of a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowNode {
    /// The id by which links name it.
    pub id: String,
    /// What is done.
    pub text: String,
    /// By whom.
    #[serde(default)]
    pub office: Option<String>,
    /// How long it takes.
    #[serde(default)]
    pub time: Option<String>,
    /// The clause that says so, in the first cited policy.
    #[serde(default)]
    pub clause: Option<ClauseId>,
}

/// A way from one station to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowLink {
    /// The id of a node.
    pub from: String,
    /// The id of a node.
    pub to: String,
    /// The condition under which this way is taken.
    #[serde(default)]
    pub text: Option<String>,
}

impl Drawing {
    /// The word of the contract.
    pub const fn type_word(&self) -> &'static str {
        match self {
            Self::Bar(_) => "bar",
            Self::GroupedBar(_) => "grouped_bar",
            Self::StackedBar(_) => "stacked_bar",
            Self::Line(_) => "line",
            Self::Share(_) => "share",
            Self::Timeline { .. } => "timeline",
            Self::Ladder { .. } => "ladder",
            Self::BeforeAfter { .. } => "before_after",
            Self::Flow { .. } => "flow",
            Self::Table { .. } => "table",
        }
    }

    /// The word a reader sees.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Bar(_) | Self::GroupedBar(_) | Self::StackedBar(_) => "柱状图",
            Self::Line(_) => "折线图",
            Self::Share(_) => "占比图",
            Self::Timeline { .. } => "时间轴",
            Self::Ladder { .. } => "金额阶梯",
            Self::BeforeAfter { .. } => "前后对比",
            Self::Flow { .. } => "流程图",
            Self::Table { .. } => "表格",
        }
    }
}

impl Figure {
    /// Refuses data that cannot be drawn or read.
    pub fn check(&self) -> Result<(), Refusal> {
        match &self.drawing {
            Drawing::Bar(chart)
            | Drawing::GroupedBar(chart)
            | Drawing::StackedBar(chart)
            | Drawing::Line(chart)
            | Drawing::Share(chart) => {
                self.needs_unit()?;
                let is_single = matches!(self.drawing, Drawing::Bar(_) | Drawing::Share(_));
                within("series（系列）", chart.series.len(), 1, if is_single { 1 } else { MAX_SERIES })?;
                within("categories（类目）", chart.categories.len(), 1, MAX_CATEGORIES)?;
                for series in &chart.series {
                    if series.values.len() != chart.categories.len() {
                        return Err(format!(
                            "系列“{}”有 {} 个数，类目有 {} 个，应当一一对应",
                            series.name,
                            series.values.len(),
                            chart.categories.len()
                        )
                        .into());
                    }
                    if series.values.iter().any(|value| !value.is_finite()) {
                        return Err(format!("系列“{}”里有不是数的值", series.name).into());
                    }
                }
                let values = || chart.series.iter().flat_map(|series| &series.values);
                if matches!(self.drawing, Drawing::Share(_))
                    && (values().any(|value| *value < 0.0) || values().sum::<f64>() <= 0.0)
                {
                    return Err("占比图的数不能是负数，合计要大于 0".into());
                }
                if matches!(self.drawing, Drawing::StackedBar(_)) && values().any(|value| *value < 0.0) {
                    return Err("堆叠柱状图的数不能是负数".into());
                }
            }
            Drawing::Timeline { events } => {
                within("events（事件）", events.len(), 2, 30)?;
                if !events.is_sorted_by_key(|event| event.on) {
                    return Err("events 要按日期从早到晚排列".into());
                }
            }
            Drawing::Ladder { steps, .. } => {
                self.needs_unit()?;
                within("steps（档）", steps.len(), 2, MAX_ROWS)?;
                for (at, step) in steps.iter().enumerate() {
                    let next = steps.get(at + 1);
                    let follows = match (step.to, next) {
                        (Some(to), Some(next)) => {
                            to > step.from && (to - next.from).abs() < f64::EPSILON * to.abs().max(1.0)
                        }
                        (Some(to), None) => to > step.from,
                        (None, next) => next.is_none(),
                    };
                    if !follows || !step.from.is_finite() || !step.amount.is_finite() {
                        return Err(format!(
                            "第 {} 档的 from、to 不相接：每一档从上一档的 to 开始，只有最后一档可以不写 to",
                            at + 1
                        )
                        .into());
                    }
                }
            }
            Drawing::BeforeAfter { rows, .. } => within("rows（行）", rows.len(), 1, MAX_ROWS)?,
            Drawing::Flow { nodes, links } => {
                within("nodes（步骤）", nodes.len(), 2, MAX_ROWS)?;
                for (at, node) in nodes.iter().enumerate() {
                    if nodes.iter().take(at).any(|other| other.id == node.id) {
                        return Err(format!("步骤编号“{}”重复", node.id).into());
                    }
                }
                for link in links {
                    for end in [&link.from, &link.to] {
                        if !nodes.iter().any(|node| node.id == *end) {
                            return Err(format!("links 里的“{end}”不是任何步骤的编号").into());
                        }
                    }
                }
            }
            Drawing::Table { columns, rows } => {
                within("columns（列）", columns.len(), 1, 8)?;
                within("rows（行）", rows.len(), 1, MAX_ROWS)?;
                if let Some(at) = rows.iter().position(|row| row.len() != columns.len()) {
                    return Err(format!(
                        "第 {} 行有 {} 格，应有 {} 格",
                        at + 1,
                        rows.get(at).map_or(0, Vec::len),
                        columns.len()
                    )
                    .into());
                }
            }
        }
        if self.text.trim().is_empty() {
            Err("缺少 text（文字等价内容）：用几句话说清图里的全部内容".into())
        } else {
            Ok(())
        }
    }

    fn needs_unit(&self) -> Result<(), Refusal> {
        match self.unit.as_deref().map(str::trim) {
            None | Some("") => Err("缺少 unit（单位）：一张图只用一个单位".into()),
            Some(unit) if unit.contains(['、', '，', ',', ';', '；']) => {
                Err(format!("unit（单位）“{unit}”不止一个：一张图只用一个单位，请拆成两张图").into())
            }
            Some(_) => Ok(()),
        }
    }

    /// The data as a table: heads and rows, for reading aloud, for the CSV file and for those who prefer it.
    pub fn table(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let unit = self.unit.as_deref().unwrap_or_default();
        let with_unit = |name: &str| if unit.is_empty() { name.to_owned() } else { format!("{name}（{unit}）") };
        match &self.drawing {
            Drawing::Bar(chart)
            | Drawing::GroupedBar(chart)
            | Drawing::StackedBar(chart)
            | Drawing::Line(chart)
            | Drawing::Share(chart) => {
                let columns = std::iter::once("项目".to_owned())
                    .chain(chart.series.iter().map(|series| with_unit(&series.name)))
                    .collect();
                let rows = chart.categories.iter().enumerate().map(|(at, category)| {
                    let cells = chart
                        .series
                        .iter()
                        .map(|series| series.values.get(at).copied().map(number).unwrap_or_default());
                    std::iter::once(category.clone()).chain(cells).collect()
                });
                (columns, rows.collect())
            }
            Drawing::Timeline { events } => (
                vec!["日期".to_owned(), "事项".to_owned()],
                events.iter().map(|event| vec![event.on.to_string(), event.text.clone()]).collect(),
            ),
            Drawing::Ladder { input_unit, steps } => {
                let input = input_unit.as_deref().unwrap_or_default();
                let bound = |step: &LadderStep| match step.to {
                    Some(to) => format!("{}–{}{input}", number(step.from), number(to)),
                    None => format!("{}{input}以上", number(step.from)),
                };
                let has_words = steps.iter().any(|step| step.text.is_some());
                let mut columns = vec!["档次".to_owned(), with_unit("标准")];
                if has_words {
                    columns.push("说明".to_owned());
                }
                let rows = steps.iter().map(|step| {
                    let mut row = vec![bound(step), number(step.amount)];
                    if has_words {
                        row.push(step.text.clone().unwrap_or_default());
                    }
                    row
                });
                (columns, rows.collect())
            }
            Drawing::BeforeAfter { before_label, after_label, rows } => (
                vec![
                    "项目".to_owned(),
                    before_label.clone().unwrap_or_else(|| "旧政策".to_owned()),
                    after_label.clone().unwrap_or_else(|| "新政策".to_owned()),
                ],
                rows.iter().map(|row| vec![row.item.clone(), row.before.clone(), row.after.clone()]).collect(),
            ),
            Drawing::Flow { nodes, .. } => (
                ["步骤", "做什么", "谁来办", "多久"].map(str::to_owned).to_vec(),
                nodes
                    .iter()
                    .enumerate()
                    .map(|(at, node)| {
                        vec![
                            (at + 1).to_string(),
                            node.text.clone(),
                            node.office.clone().unwrap_or_default(),
                            node.time.clone().unwrap_or_default(),
                        ]
                    })
                    .collect(),
            ),
            Drawing::Table { columns, rows } => (columns.clone(), rows.clone()),
        }
    }

    /// The clauses of the first cited policy that its parts name.
    pub fn clauses(&self) -> Vec<&ClauseId> {
        match &self.drawing {
            Drawing::Timeline { events } => events.iter().filter_map(|event| event.clause.as_ref()).collect(),
            Drawing::Ladder { steps, .. } => steps.iter().filter_map(|step| step.clause.as_ref()).collect(),
            Drawing::BeforeAfter { rows, .. } => rows.iter().filter_map(|row| row.clause.as_ref()).collect(),
            Drawing::Flow { nodes, .. } => nodes.iter().filter_map(|node| node.clause.as_ref()).collect(),
            _ => Vec::new(),
        }
    }
}

fn within(what: &str, count: usize, least: usize, most: usize) -> Result<(), Refusal> {
    if (least..=most).contains(&count) {
        Ok(())
    } else {
        Err(format!("{what}应有 {least} 到 {most} 个，现在是 {count} 个").into())
    }
}

/// A number as people write it: no `.0`, at most two decimals.
pub fn number(value: f64) -> String {
    let rounded = format!("{value:.2}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}
